"""The gate as one table: who and what is known of them × every purpose × channel → allowed, or why not."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from consent.domain.authorizations import Element, SignedPaper, State
from consent.domain.facts import Facts, Paused, PersonFacts, Restricted, Suppressed
from consent.domain.policy import decide
from consent.domain.words import Channel, Outcome, Purpose, Reason, Topic
from tests.consent.domain.cases import (
    EARLIER,
    GOOD,
    NO_BAA,
    NOW,
    PLAIN,
    TODAY,
    asked,
    bounced,
    complained,
    facts,
    guardian,
    off,
    on,
    paid_for,
    patient,
    risk,
    subscriber,
)  # fmt: skip

#: Column → purpose and topic. Operations and the newsletter stand twice: greetings and nurture have rules of their own.
COLUMNS = {
    "answr": (Purpose.REQUEST_ANSWER, "newsletter"),
    "treat": (Purpose.TREATMENT, "appointments"),
    "operat": (Purpose.OPERATIONS, "welcome"),
    "greet": (Purpose.OPERATIONS, "greetings"),
    "own": (Purpose.OWN_SERVICE, "offers"),
    "markt": (Purpose.MARKETING, "events"),
    "paid": (Purpose.THIRD_PARTY_PAID, "offers"),
    "condit": (Purpose.CONDITION_SPECIFIC, "health-news"),
    "testim": (Purpose.TESTIMONIAL, "events"),  # as the built-in text
    "news": (Purpose.NEWSLETTER, "newsletter"),
    "nurtur": (Purpose.NEWSLETTER, "introduction"),
    "staff": (Purpose.STAFF_NOTICE, "all"),
}
WORDS = {
    "none": Reason.NO_AUTHORIZATION,
    "wait": Reason.AUTHORIZATION_NOT_YET,
    "ended": Reason.AUTHORIZATION_EXPIRED,
    "revok": Reason.AUTHORIZATION_REVOKED,
    "newer": Reason.AUTHORIZATION_SUPERSEDED,
    "scope": Reason.AUTHORIZATION_OUT_OF_SCOPE,
    "defec": Reason.AUTHORIZATION_DEFECTIVE,
    "remun": Reason.NO_REMUNERATION_STATEMENT,
    "year?": Reason.AGE_UNKNOWN,
    "alone": Reason.MINOR_WITHOUT_GUARDIAN,
    "grown": Reason.CAME_OF_AGE,
    "guard": Reason.FORMER_GUARDIANS_ADDRESS,
    "addr?": Reason.NO_ADDRESS,
    "other": Reason.OTHER_ADDRESS_ASKED_FOR,
    "died": Reason.DECEASED,
    "not!": Reason.NEGATIVE_PERSONA,
    "bounc": Reason.ADDRESS_BOUNCED,
    "spam!": Reason.ADDRESS_COMPLAINED,
    "stopd": Reason.ADDRESS_STOPPED,
    "erasd": Reason.ADDRESS_ERASED,
    "baa?": Reason.NO_BAA,
    "clr": Reason.TRANSPORT_NOT_ENCRYPTED,
    "off": Reason.TOPIC_OFF,
    "all-": Reason.UNSUBSCRIBED_ALL,
    "pause": Reason.PAUSED,
    "restr": Reason.RESTRICTED,
    "patnt": Reason.NOW_A_PATIENT,
    "nolea": Reason.NOT_A_LEAD,
    "nopat": Reason.NOT_A_PATIENT,
    "noclin": Reason.NOT_ASKED_BY_CLINICIAN,
    "yes?": Reason.NO_TOPIC_OPT_IN,
    "text?": Reason.TEXTS_NOT_ASKED_FOR,
    "noopt": Reason.NOT_OPTED_IN,
    "unconf": Reason.OPT_IN_UNCONFIRMED,
    "once": Reason.ASKED_TODAY_ALREADY,
}
#: Papers, choices and addresses below are of the channel that is asked about, unless the line says otherwise. Where
#: text messages are judged otherwise than e-mail, their word stands after a stroke.
TABLE = """
                                      answr  treat  operat greet  own    markt  paid   condit testim news   nurtur staff
patient, all signed and asked for     ok     ok     ok     ok     ok     ok     ok     ok     ok     ok     patnt  ok
nothing signed                        ok     ok     ok     ok     none   none   none   none   ok     ok     patnt  ok
signed, no copy given yet             ok     ok     ok     ok     wait   wait   wait   wait   ok     ok     patnt  ok
expired yesterday                     ok     ok     ok     ok     ended  ended  ended  ended  ok     ok     patnt  ok
its event came today                  ok     ok     ok     ok     ended  ended  ended  ended  ok     ok     patnt  ok
revoked                               ok     ok     ok     ok     revok  revok  revok  revok  ok     ok     patnt  ok
replaced by a newer one               ok     ok     ok     ok     newer  newer  newer  newer  ok     ok     patnt  ok
signed for another purpose            ok     ok     ok     ok     scope  scope  scope  scope  ok     ok     patnt  ok
signed for the other channel          ok     ok     ok     ok     scope  scope  scope  scope  ok     ok     patnt  ok
an element is missing                 ok     ok     ok     ok     defec  defec  defec  defec  ok     ok     patnt  ok
found defective                       ok     ok     ok     ok     defec  defec  defec  defec  ok     ok     patnt  ok
it says nothing of who pays           ok     ok     ok     ok     ok     ok     remun  ok     ok     ok     patnt  ok
birth year unknown                    ok     ok     ok     ok     year?  year?  year?  year?  ok     ok     patnt  ok
minor, a guardian signed              ok     ok     ok     ok     ok     ok     ok     ok     ok     ok     patnt  ok
minor, signed alone                   ok     ok     ok     ok     defec  defec  defec  defec  ok     ok     patnt  ok
minor without guardian                alone  alone  alone  alone  alone  alone  alone  alone  alone  alone  alone  ok
minor with an address of their own    addr?  addr?  addr?  addr?  addr?  addr?  addr?  addr?  addr?  addr?  addr?  ok
came of age                           ok     ok|text? ok|text? grown grown grown grown grown ok|text? grown patnt ok
came of age, still parent's address   guard  guard  guard  guard  guard  guard  guard  guard  guard  guard  guard  ok
deceased                              died   died   died   died   died   died   died   died   died   died   died   ok
not to be marketed to                 not!   not!   not!   not!   not!   not!   not!   not!   not!   not!   not!   ok
no address                            addr?  addr?  addr?  addr?  addr?  addr?  addr?  addr?  addr?  addr?  addr?  ok
asked for another address             other  other  other  other  other  other  other  other  other  other  other  ok
suppressed: it bounced                bounc  bounc  bounc  bounc  bounc  bounc  bounc  bounc  bounc  bounc  bounc  ok
suppressed: STOP was answered         stopd  stopd  stopd  stopd  stopd  stopd  stopd  stopd  stopd  stopd  stopd  ok
suppressed: a complaint               spam!  spam!  spam!  spam!  spam!  spam!  spam!  spam!  spam!  spam!  spam!  ok
no BAA                                baa?   baa?   baa?   baa?   baa?   baa?   baa?   baa?   baa?   baa?   baa?   baa?
encryption not enforced               ok     clr|ok clr|ok clr|ok clr|ok clr|ok clr|ok clr|ok clr|ok clr|ok patnt  ok
the same, the risk accepted           ok     ok     ok     ok     ok     ok     ok     ok     ok     ok     patnt  ok
the same, accepted by a guardian      ok     clr|ok clr|ok clr|ok clr|ok clr|ok clr|ok clr|ok clr|ok clr|ok patnt  ok
every topic switched off              ok     off    off    off    off    off    off    off    off    off    patnt  ok
unsubscribed from all                 ok     all-   all-   all-   all-   all-   all-   all-   all-   all-   patnt  ok
paused for some weeks                 ok     ok     ok     pause  pause  pause  pause  pause  pause  pause  patnt  ok
restricted to care                    ok     ok     restr  restr  restr  restr  restr  restr  restr  restr  restr  ok
restricted: no messages               restr  restr  restr  restr  restr  restr  restr  restr  restr  restr  restr  ok
nothing asked for                     ok     ok|text? ok|text? yes?|text? ok ok ok ok ok|text? noopt patnt ok
asked for, not confirmed              ok     ok|text? ok|text? yes?|text? ok ok ok ok ok|text? unconf patnt ok
no clinician asks                     ok     ok     ok     ok     ok     ok     ok     ok     noclin ok     patnt  ok
answered today                        once   ok     ok     ok     ok     ok     ok     ok     ok     ok     patnt  ok
subscriber                            ok     nopat  nopat  nopat  none   none   none   none   nopat  ok     nolea  ok
subscriber, erased since the yes      ok     nopat  nopat  nopat  erasd  erasd  erasd  erasd  nopat  erasd  erasd  ok
subscriber, erased before the yes     ok     nopat  nopat  nopat  none   none   none   none   nopat  ok     nolea  ok
lead                                  ok     nopat  nopat  nopat  none   none   none   none   nopat  ok     ok     ok
lead at a known patient's address     ok     nopat  nopat  nopat  none   none   none   none   nopat  ok     patnt  ok
known patient, unsubscribed from all  ok     nopat  nopat  nopat  all-   all-   all-   all-   nopat  all-   patnt  ok
known patient, paused                 ok     nopat  nopat  nopat  pause  pause  pause  pause  nopat  pause  patnt  ok
known patient, restricted to care     ok     nopat  restr  restr  restr  restr  restr  restr  restr  restr  restr  ok
known patient, no messages            ok     restr  restr  restr  restr  restr  restr  restr  restr  restr  restr  ok
known patient, deceased               ok     died   died   died   died   died   died   died   died   died   died   ok
known patient, not to be marketed to  ok     not!   not!   not!   not!   not!   not!   not!   not!   not!   not!   ok
known patient, a child alone          ok     alone  alone  alone  alone  alone  alone  alone  alone  alone  alone  ok
known patient, asked for another      ok     other  other  other  other  other  other  other  other  other  other  ok
the same, a complaint came            spam!  other  other  other  other  other  other  other  other  other  other  ok
"""
_TOPICS = tuple(topic for _, topic in COLUMNS.values())
_EIGHTEEN_AGO, _AS_A_CHILD = TODAY.year - 19, datetime(TODAY.year - 3, 5, 1, tzinfo=UTC)


def _papers(channel: str, **changes: Any) -> tuple[SignedPaper, ...]:
    return (paid_for(**{"channels": frozenset({channel}), **changes}),)


def _patient(channel: str, paper: Mapping[str, Any] | None = None, **changes: Any) -> PersonFacts:
    told: dict[str, Any] = {
        "authorizations": _papers(channel, **(paper or {})),
        "choices": tuple(on(topic) for topic in ("appointments", "welcome", "greetings", "events")),
        "opt_ins": (asked(), asked(topic="introduction")),
        **changes,
    }
    return patient(**told)


def _stranger(kind: str, *known_as: PersonFacts) -> PersonFacts:
    return subscriber(kind=kind, opt_ins=(asked(), asked(topic="introduction")), neighbours=known_as)


def _erased(at: datetime) -> PersonFacts:
    return replace(_stranger("subscriber"), suppressions=(Suppressed(UUID(int=302), "erased", at, None),))


def _left_behind() -> PersonFacts:
    return _stranger("lead", patient(asked_for_other_address=True))


def _with_paper(**paper: Any) -> Callable[[str], Facts]:
    return lambda channel: _facts(_patient(channel, paper))


def _with(transport: Any = GOOD, *, clinician: bool = True, answered: bool = False, **changes: Any) -> Any:
    return lambda channel: _facts(_patient(channel, **changes), transport, clinician, answered)


def _facts(person: PersonFacts, transport: Any = GOOD, clinician: bool = True, answered: bool = False) -> Facts:
    return facts(person, "", transport, asked_by_clinician=clinician, answered_today=answered)


def _child(**changes: Any) -> Callable[[str], Facts]:
    return _with(birth_year=TODAY.year - 10, **changes)


def _grown_up(channel: str, **changes: Any) -> Facts:
    """Nineteen this year; everything was signed and said for them three years ago."""
    opt_ins = tuple(
        replace(asked(topic=topic), asked_at=_AS_A_CHILD, confirmed_at=_AS_A_CHILD)
        for topic in ("newsletter", "introduction")
    )
    told = {"birth_year": _EIGHTEEN_AGO, "choices": (on("greetings", _AS_A_CHILD),), "opt_ins": opt_ins, **changes}
    return _facts(_patient(channel, {**_BY_PARENT, "signed_on": _AS_A_CHILD.date()}, **told))


_BY_PARENT = {"by_representative": True, "elements": paid_for().elements | {Element.REPRESENTATIVE_AUTHORITY}}
_PAUSED = Paused(UUID(int=600), NOW + timedelta(weeks=4))
_TO_CARE, _TO_NOTHING = Restricted(UUID(int=700), "all-but-care"), Restricted(UUID(int=701), "all-messages")
_OTHER = {"email": "sms", "sms": "email"}
SITUATIONS: dict[str, Callable[[str], Facts]] = {
    "patient, all signed and asked for": _with(),
    "nothing signed": _with(authorizations=()),
    "signed, no copy given yet": _with_paper(state=State.DRAFT),
    "expired yesterday": _with_paper(expires_on=TODAY - timedelta(days=1)),
    "its event came today": _with_paper(expires_on=None, ends_with_event=True, event_came_on=TODAY),
    "revoked": _with_paper(state=State.INACTIVE, revoked=True),
    "replaced by a newer one": _with_paper(state=State.INACTIVE, superseded=True),
    "signed for another purpose": _with_paper(purposes=frozenset({Purpose.TESTIMONIAL})),
    "signed for the other channel": lambda channel: _facts(_patient(_OTHER[channel])),
    "an element is missing": _with_paper(elements=paid_for().elements - {Element.REDISCLOSURE}),
    "found defective": _with_paper(defect="bundled"),
    "it says nothing of who pays": _with_paper(elements=paid_for().elements - {Element.REMUNERATION}),
    "birth year unknown": _with(birth_year=None),
    "minor, a guardian signed": _child(guardian=guardian(), paper=_BY_PARENT),
    "minor, signed alone": _child(guardian=guardian()),
    "minor without guardian": _child(),
    "minor with an address of their own": _child(guardian=guardian(reads_address=False)),
    "came of age": _grown_up,
    "came of age, still parent's address": lambda channel: _grown_up(channel, guardian=guardian()),
    "deceased": _with(is_deceased=True),
    "not to be marketed to": _with(is_negative_persona=True),
    "no address": _with(has_address=False),
    "asked for another address": _with(asked_for_other_address=True),
    "suppressed: it bounced": _with(suppressions=(bounced(),)),
    "suppressed: STOP was answered": _with(suppressions=(Suppressed(UUID(int=303), "stopped", EARLIER, None),)),
    "suppressed: a complaint": _with(suppressions=(complained(),)),
    "no BAA": _with(NO_BAA),
    "encryption not enforced": _with(PLAIN),
    "the same, the risk accepted": _with(PLAIN, risk=risk(accepted=True)),
    "the same, accepted by a guardian": _with(PLAIN, risk=risk(True, _AS_A_CHILD), birth_year=_EIGHTEEN_AGO),
    "every topic switched off": _with(choices=tuple(off(topic) for topic in _TOPICS)),
    "unsubscribed from all": _with(choices=(off("all"),)),
    "paused for some weeks": _with(pause=_PAUSED),
    "restricted to care": _with(restriction=_TO_CARE),
    "restricted: no messages": _with(restriction=_TO_NOTHING),
    "nothing asked for": _with(choices=(), opt_ins=()),
    "asked for, not confirmed": _with(choices=(), opt_ins=(asked(confirmed=False),)),
    "no clinician asks": _with(clinician=False),
    "answered today": _with(answered=True),
    "subscriber": lambda _: _facts(_stranger("subscriber")),
    "subscriber, erased since the yes": lambda _: _facts(_erased(NOW)),
    "subscriber, erased before the yes": lambda _: _facts(_erased(EARLIER - timedelta(days=1))),
    "lead": lambda _: _facts(_stranger("lead")),
    "lead at a known patient's address": lambda _: _facts(_stranger("lead", patient())),
    "known patient, unsubscribed from all": lambda _: _facts(_stranger("lead", patient(choices=(off("all", NOW),)))),
    "known patient, paused": lambda _: _facts(_stranger("lead", patient(pause=_PAUSED))),
    "known patient, restricted to care": lambda _: _facts(_stranger("lead", patient(restriction=_TO_CARE))),
    "known patient, no messages": lambda _: _facts(_stranger("lead", patient(restriction=_TO_NOTHING))),
    "known patient, deceased": lambda _: _facts(_stranger("lead", patient(is_deceased=True))),
    "known patient, not to be marketed to": lambda _: _facts(_stranger("lead", patient(is_negative_persona=True))),
    "known patient, a child alone": lambda _: _facts(_stranger("lead", patient(birth_year=TODAY.year - 10))),
    "known patient, asked for another": lambda _: _facts(_left_behind()),
    "the same, a complaint came": lambda _: _facts(replace(_left_behind(), suppressions=(complained(),))),
}


def _rows() -> dict[str, list[str]]:
    names, *lines = TABLE.strip("\n").splitlines()
    at = names.index("answr")
    assert names.split() == list(COLUMNS)
    return {line[:at].strip(): line[at:].split() for line in lines}


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("situation", _rows())
def test_the_gate(situation: str, channel: str) -> None:
    told = dict(zip(COLUMNS, (_on(cell, channel) for cell in _rows()[situation]), strict=True))
    assert _decided(situation, channel) == {column: WORDS.get(word, "yes") for column, word in told.items()}


def _on(cell: str, channel: str) -> str:
    by_mail, _, by_text = cell.partition("|")
    return by_text if by_text and channel == Channel.SMS else by_mail


def _decided(situation: str, channel: str) -> dict[str, str]:
    known = SITUATIONS[situation](channel)
    decisions = {
        column: decide(purpose, channel, replace(known, topic=topic), NOW)
        for column, (purpose, topic) in COLUMNS.items()
    }
    return {
        column: "yes" if decision.outcome == Outcome.ALLOWED else decision.reason.value
        for column, decision in decisions.items()
    }


def test_the_table_leaves_no_situation_purpose_or_refusal_out() -> None:
    assert list(_rows()) == list(SITUATIONS)
    assert {purpose for purpose, _ in COLUMNS.values()} == set(Purpose)
    used = {word for words in _rows().values() for cell in words for word in cell.split("|")} - {"ok"}
    assert used == WORDS.keys()
    yes = {
        Reason.TREATMENT_ALLOWED, Reason.OPERATIONS_ALLOWED, Reason.ANSWERS_REQUEST, Reason.AUTHORIZED,
        Reason.OPTED_IN, Reason.ASKED_BY_CLINICIAN, Reason.NOTICE_TO_STAFF,
    }  # fmt: skip
    not_about_people = {Reason.UNKNOWN_PURPOSE, Reason.FACT_MISSING, Reason.TOPIC_NOT_OF_PURPOSE}
    assert set(Reason) - yes - not_about_people == set(WORDS.values())


_MARKETING = {"health-news", "offers", "events", "newsletter", "introduction"}
_PRACTICAL = set(Topic) - _MARKETING
#: Purpose → its topics. A link in a mail switches its topic off: that of an offer must not stop appointment reminders.
TOPICS: Mapping[Purpose, set[str]] = {
    Purpose.REQUEST_ANSWER: set(Topic),
    Purpose.TREATMENT: _PRACTICAL,
    Purpose.OPERATIONS: _PRACTICAL,
    Purpose.OWN_SERVICE: _MARKETING,
    Purpose.MARKETING: _MARKETING,
    Purpose.THIRD_PARTY_PAID: _MARKETING,
    Purpose.CONDITION_SPECIFIC: _MARKETING,
    Purpose.TESTIMONIAL: _MARKETING,
    Purpose.NEWSLETTER: _MARKETING,
    Purpose.STAFF_NOTICE: set(Topic),
}


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_topic_that_is_not_of_the_purpose_is_refused(purpose: Purpose, channel: str) -> None:
    known = SITUATIONS["patient, all signed and asked for"](channel)
    said = {topic: decide(purpose, channel, replace(known, topic=topic), NOW).reason for topic in Topic}
    refused = {topic for topic, reason in said.items() if reason == Reason.TOPIC_NOT_OF_PURPOSE}
    assert refused == set(Topic) - TOPICS[purpose]
