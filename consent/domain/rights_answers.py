"""What an answer to a request for a right must hold: on which ground something is denied, in which words, and what
the person must be told besides (45 CFR 164.524(d), 164.526(c) and (d); GDPR 12(4))."""

from collections.abc import Mapping
from enum import StrEnum

from consent.domain.rights import Right


class Answer(StrEnum):
    """Values of `RightsState` that answer a request."""

    GRANTED = "granted"
    PARTLY = "partly"
    DENIED = "denied"


class Ground(StrEnum):
    """Why something is denied: what a law accepts, or that nobody could be sure who asks (164.514(h))."""

    NOT_RECOGNISED = "not-recognised"
    NOT_HELD = "not-held"  # 164.524(d)(3)
    PSYCHOTHERAPY_NOTES = "psychotherapy-notes"  # 164.524(a)(1)(i)
    FOR_A_PROCEEDING = "for-a-proceeding"  # (a)(1)(ii)
    PROMISED_SOURCE = "promised-source"  # (a)(2)(v)
    DANGER = "danger"  # (a)(3)(i)
    NAMES_ANOTHER = "names-another"  # (a)(3)(ii)
    REPRESENTATIVE = "representative"  # (a)(3)(iii)
    NOT_MADE_HERE = "not-made-here"  # 164.526(a)(2)(i)
    NOT_IN_RECORD = "not-in-record"  # (a)(2)(ii)
    NOT_OPEN = "not-open-to-access"  # (a)(2)(iii)
    ACCURATE = "accurate"  # (a)(2)(iv)
    SUSPENDED = "suspended"  # 164.528(a)(2)
    NO_OTHER_ADDRESS = "no-other-address"  # 164.522(b)(2)(ii)
    NOT_AGREED = "not-agreed"  # 164.522(a)(1)(ii)
    NOT_PAID_IN_FULL = "not-paid-in-full"  # (a)(1)(vi)(B)
    LAW_WANTS_IT_TOLD = "law-wants-it-told"  # (a)(1)(vi)(A)
    RECORD_MUST_STAY = "record-must-stay"  # GDPR 17(3)(b), (c)


_ACCESS = (
    Ground.NOT_HELD, Ground.PSYCHOTHERAPY_NOTES, Ground.FOR_A_PROCEEDING, Ground.PROMISED_SOURCE, Ground.DANGER,
    Ground.NAMES_ANOTHER, Ground.REPRESENTATIVE,
)  # fmt: skip
#: Which grounds each law knows, beside `NOT_RECOGNISED`.
GROUNDS: Mapping[Right, tuple[Ground, ...]] = {
    Right.ACCESS: _ACCESS,
    Right.AMENDMENT: (Ground.NOT_MADE_HERE, Ground.NOT_IN_RECORD, Ground.NOT_OPEN, Ground.ACCURATE),
    Right.ACCOUNTING: (Ground.SUSPENDED,),
    Right.CONFIDENTIAL: (Ground.NO_OTHER_ADDRESS,),
    Right.RESTRICTION: (Ground.NOT_AGREED,),
    Right.HEALTH_PLAN: (Ground.NOT_PAID_IN_FULL, Ground.LAW_WANTS_IT_TOLD),  # otherwise the clinic must agree
    Right.ERASURE: (Ground.RECORD_MUST_STAY, Ground.NOT_HELD),
    Right.PORTABILITY: (Ground.NOT_HELD,),
}
#: 164.524(a)(3): another licensed professional reviews it if the person asks.
REVIEWABLE = frozenset({Ground.DANGER, Ground.NAMES_ANOTHER, Ground.REPRESENTATIVE})
_GDPR = frozenset({Right.ERASURE, Right.PORTABILITY})


class Statement(StrEnum):
    """What the law wants said in the answer; the page says it in the reader's language."""

    REVIEW = "review"  # 164.524(d)(2)(ii), (d)(4)
    COMPLAIN = "complain"  # 164.524(d)(2)(iii), 164.526(d)(1)(iv)
    DISAGREE = "disagree"  # 164.526(d)(1)(ii)
    ATTACH = "attach"  # 164.526(d)(1)(iii)
    TELL_OTHERS = "tell-others"  # 164.526(c)(2), (c)(3)
    SUPERVISOR = "supervisor"  # GDPR 12(4)


_MUST_AGREE = "What was paid for in full is kept from the health plan: the clinic must agree (164.522(a)(1)(vi))."


def grounds(right: str) -> tuple[Ground, ...]:
    return (*GROUNDS[Right(right)], Ground.NOT_RECOGNISED)


def statements(right: str, answer: str, ground: str = "") -> tuple[Statement, ...]:
    """What must be told, in the order of the page."""
    kind, is_denied = Right(right), Answer(answer) is not Answer.GRANTED
    if kind in _GDPR:
        return (Statement.SUPERVISOR,) if is_denied else ()
    told = (
        (Statement.TELL_OTHERS, kind is Right.AMENDMENT and answer != Answer.DENIED),
        (Statement.REVIEW, kind is Right.ACCESS and is_denied and ground in REVIEWABLE),
        (Statement.DISAGREE, kind is Right.AMENDMENT and is_denied),
        (Statement.ATTACH, kind is Right.AMENDMENT and is_denied),
        (Statement.COMPLAIN, is_denied),
    )
    return tuple(statement for statement, is_due in told if is_due)


def lacks(right: str, answer: str, *, is_known: bool, ground: str, words: str, covers: str = "") -> tuple[str, ...]:
    """What the answer still needs, as sentences for the screen; empty when it can leave.

    `covers`: what a restriction is about, a word of `RestrictionCovers`.
    """
    is_denied = Answer(answer) is not Answer.GRANTED
    problems = (
        ("An erasure is whole or none: grant or deny it.", right == Right.ERASURE and answer == Answer.PARTLY),
        ("Say first who asks, and how you made sure.", not is_known and answer != Answer.DENIED),
        ("Whom we could not make sure of is denied on that ground alone.", not is_known and _is_other(answer, ground)),
        ("Choose the ground on which it is denied.", is_denied and ground not in grounds(right)),
        ("Say in plain words what is denied and why.", is_denied and not words.strip()),
        ("A ground belongs to a denial.", not is_denied and bool(ground)),
        (_MUST_AGREE, ground == Ground.NOT_AGREED and covers == Right.HEALTH_PLAN),
    )
    return tuple(sentence for sentence, is_so in problems if is_so)


def _is_other(answer: str, ground: str) -> bool:
    return answer == Answer.DENIED and ground not in ("", Ground.NOT_RECOGNISED)
