"""What one answer of a mail server means for the address: from its codes, its words and when it was given.

A mail must never take a good address away. So `hard` needs a lasting answer about this address, and nothing beside it
that tells of the sender, the letter, the moment or a filter.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from campaigns.domain.bounce_codes import Codes, codes_in
from campaigns.domain.bounce_kinds import HARD, Kind, reason_of, severity_of
from campaigns.domain.bounce_phrases import kinds_in


class Stage(StrEnum):
    """At which command of SMTP the answer came (RFC 5321, 3.3)."""

    CONNECT = "connect"
    RCPT = "rcpt"
    DATA = "data"
    UNKNOWN = ""


_STAGES: tuple[tuple[Stage, re.Pattern[str]], ...] = tuple(
    (stage, re.compile(words, re.IGNORECASE))
    for stage, words in (
        (
            Stage.RCPT,
            r"(reply to|after|\bour|following|response to|>>>) RCPT|\[RCPT_TO\]|RCPT command|does not like recipient"
            r"|<<< 50\d.{0,20}need rcpt|<<< 55\d.{0,20}no valid recipients",
        ),
        (
            Stage.DATA,
            r"end of (data|message)|reply to (end of )?DATA|final DATA|after I sent the message|TEXT command|after DATA"
            r"|>>> \.|SMTP command\s+DATA|\[(DATA|END_OF_DATA|EOM)\]",
        ),
        (
            Stage.CONNECT,
            r"(reply to|after|\bour|following|response to|>>>) (MAIL|EHLO|HELO)"
            r"|initial connection|refused to talk|my name was",
        ),
    )
)  # fmt: skip
#: Exchange Online, "NDR error code 5.4.1": the domain's directory has no such recipient.
_NOT_IN_THE_DIRECTORY = re.compile(r"Recipient address rejected: Access denied", re.IGNORECASE)
#: What only those say who keep the mailboxes and have looked: Domino and Exchange 5.5 of their directories.
_LOOKED_UP = re.compile(
    r"not listed in (the )?(Domino Directory|public Name & Address Book)|MSEXCH:IMS:.{1,80}Unknown Recipient"
    r"|Domino ディレクトリには見つかりません"
    r"|ディレクトリのリストにありません",
    re.IGNORECASE,
)
#: Codes beside "user unknown" that do not speak against it.
_GOES_WITH_UNKNOWN = frozenset({"5.2.1", "5.4.1"})
_ANSWER = re.compile(r"(?<![\d.])[45][0-5]\d[ :-]{1,3}(?:.{1,300}\n?){1,3}")
_ARRIVED = frozenset({"delivered", "deliverable", "relayed", "expanded"})
_IS_THERE = frozenset({Kind.MAILBOX_FULL, Kind.SUSPEND})
#: What else is written beside a code that names the address, and leaves it standing. Not: a full mailbox, trouble with
#: DNS, "try again later", filters and lists; some servers put 5.1.1 before any of them.
_GOES_WITH_A_BAD_ADDRESS = frozenset(
    {
        Kind.USER_UNKNOWN,
        Kind.HOST_UNKNOWN,
        Kind.HAS_MOVED,
        Kind.NOT_ACCEPT,
        Kind.SUSPEND,
        Kind.FILTERED,
        Kind.MAILER_ERROR,
    }
)
#: Words that say less than any code.
_SAYS_LEAST = frozenset({Kind.SYSTEM_ERROR, Kind.FILTERED})
#: By a code of its own these are vague; words say it better, and their words are vague, too.
_VAGUE = frozenset(
    {Kind.REJECTED, Kind.SUSPEND, Kind.FILTERED, Kind.SYSTEM_ERROR, Kind.EXPIRED, Kind.MAILER_ERROR, Kind.NETWORK_ERROR}
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`event_type` and `reason`: anymail's words. `severity`: hard, soft, or blank where it tells nothing of the
    address. `status`: RFC 3463; `reply`: RFC 5321."""

    event_type: str
    kind: Kind
    severity: str = ""
    reason: str = ""
    status: str = ""
    reply: str = ""


def judged(
    diagnostic: str, *, status: str = "", action: str = "", notice: str = "", stage: Stage = Stage.UNKNOWN
) -> Verdict:
    """`diagnostic`: what the other side answered; `status`, `action`: those fields of a report (RFC 3464, 2.3);
    `notice`: what a mail server of our side wrote for people about this recipient; `stage`: at which command, if
    that is known without anybody's words."""
    codes = codes_in(diagnostic or notice, status)
    if action.lower() in _ARRIVED or codes.status.startswith("2."):
        return Verdict("delivered", Kind.DELIVERED, status=codes.status, reply=codes.reply)
    kind = _kind(diagnostic, notice, codes)
    delayed = action.lower() == "delayed"
    at = stage or stage_of(f"{diagnostic}\n{notice}")
    if delayed or codes.is_temporary:
        kind = _for_now(kind)
    elif _LOOKED_UP.search(f"{diagnostic}\n{notice[:20_000]}"):
        kind = Kind.USER_UNKNOWN
    else:
        kind = _unless_a_filter(kind, codes, at)
    severity = "" if delayed else severity_of(kind)
    return Verdict("deferred" if delayed else "bounced", kind, severity, reason_of(kind), codes.status, codes.reply)


def _kind(diagnostic: str, notice: str, codes: Codes) -> Kind:
    if _NOT_IN_THE_DIRECTORY.search(diagnostic) and codes.status == "5.4.1":
        return Kind.USER_UNKNOWN
    is_in_doubt = not diagnostic or codes.says_little or codes.kind in _VAGUE
    told = kinds_in(diagnostic) or (_kinds_of_notice(notice) if is_in_doubt else ())
    coded = codes.kind
    if not told:
        return coded or Kind.UNDEFINED
    if codes.names_the_address:
        return coded if coded and told[0] in _GOES_WITH_A_BAD_ADDRESS else told[0]
    if coded and (told[0] in _SAYS_LEAST or (told[0] == Kind.REJECTED and coded not in _VAGUE)):
        return coded
    return told[0]


def _kinds_of_notice(notice: str) -> tuple[Kind, ...]:
    """What stands behind a reply code speaks for the other side; the rest of a notice was made up beforehand. It counts
    where nothing else does, and where it says that the mailbox is there after all."""
    answers = (kinds_in(match.group()) for match in _ANSWER.finditer(notice[:20_000]))
    answered = next((kinds for kinds in answers if kinds), ())
    noticed = kinds_in(notice)
    is_there = tuple(kind for kind in noticed if kind in _IS_THERE)
    return (is_there if answered and severity_of(answered[0]) == HARD else ()) + (answered or noticed)


def _for_now(kind: Kind) -> Kind:
    """A server that answers "later" has not said that there is no such mailbox, nor a resolver no such host."""
    if kind in {Kind.HOST_UNKNOWN, Kind.NOT_ACCEPT}:
        return Kind.NETWORK_ERROR
    return Kind.EXPIRED if severity_of(kind) == HARD else kind


def _unless_a_filter(kind: Kind, codes: Codes, stage: Stage) -> Kind:
    """That a user is unknown is also what filters say, to tell nothing: the words alone count only when they answered
    RCPT, before the letter was read. Before RCPT nobody can have spoken of the recipient."""
    if severity_of(kind) != HARD:
        return kind
    if stage == Stage.CONNECT and not codes.names_the_address:
        return Kind.REJECTED
    if kind != Kind.USER_UNKNOWN or codes.names_the_address:
        return kind
    if stage == Stage.RCPT and (codes.says_little or codes.status in _GOES_WITH_UNKNOWN):
        return kind
    return Kind.FILTERED


def stage_of(text: str) -> Stage:
    """The last command that is named; a transcript shows them all."""
    said = " ".join(text[:20_000].split())
    found = [(match.start(), stage) for stage, pattern in _STAGES for match in pattern.finditer(said)]
    return max(found)[1] if found else Stage.UNKNOWN
