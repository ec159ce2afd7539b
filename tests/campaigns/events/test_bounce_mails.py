"""What bounces and complaints say, read without a database."""

import random
from uuid import UUID

import pytest

from campaigns.domain.bounces import MOST_BYTES, NotAReport, read
from tests.campaigns.events.letters import ABSENT, OURS, PLAIN, RETURNED, TO, complaint, dsn, exim, qmail

_UNKNOWN = "550 5.1.1 <ana@mail.example>: Recipient address rejected: User unknown in virtual mailbox table"
_BY_FIELDS = [
    (_UNKNOWN, "5.1.1", ("bounced", "userunknown", "hard", "bounced", "5.1.1")),
    ("550 5.1.6 recipient no longer on server", "5.1.6", ("bounced", "hasmoved", "hard", "bounced", "5.1.6")),
    ("556 5.1.10 mail.example does not accept mail", "5.1.10", ("bounced", "notaccept", "hard", "bounced", "5.1.10")),
    ("550 5.1.2 Host unknown", "5.1.2", ("bounced", "hostunknown", "hard", "bounced", "5.1.2")),
    ("550 5.2.2 Mailbox full", "5.2.2", ("bounced", "mailboxfull", "soft", "other", "5.2.2")),
    ("552 5.1.1 sorry, mailbox is over quota", "5.1.1", ("bounced", "mailboxfull", "soft", "other", "5.1.1")),
    ("550 5.2.1 The account is disabled", "5.2.1", ("bounced", "suspend", "soft", "other", "5.2.1")),
    ("550 5.1.1 Greylisted, try again later", "5.1.1", ("bounced", "systemerror", "soft", "other", "5.1.1")),
    ("450 4.1.1 User unknown", "4.1.1", ("bounced", "expired", "soft", "timed_out", "4.1.1")),
    ("550 5.1.2 DNS lookup failed, SERVFAIL", "5.1.2", ("bounced", "networkerror", "soft", "timed_out", "5.1.2")),
    ("", "4.4.7", ("bounced", "expired", "soft", "timed_out", "4.4.7")),
    ("554 5.7.1 Message rejected as spam", "5.7.1", ("bounced", "spamdetected", "", "blocked", "5.7.1")),
    ("550 5.1.1 blocked using zen.spamhaus.org", "5.1.1", ("bounced", "blocked", "", "blocked", "5.1.1")),
    ("550 5.7.26 The sender is unauthenticated", "5.7.26", ("bounced", "authfailure", "", "blocked", "5.7.26")),
    ("550 5.7.25 no PTR record", "5.7.25", ("bounced", "requireptr", "", "blocked", "5.7.25")),
    ("552 5.3.4 Message size exceeds fixed limit", "5.3.4", ("bounced", "mesgtoobig", "", "other", "5.3.4")),
    ("550 5.7.1 Unknown user", "5.7.1", ("bounced", "filtered", "soft", "other", "5.7.1")),
    ("550 mailbox unavailable", "5.0.0", ("bounced", "filtered", "soft", "other", "5.0.0")),
    ("554 5.7.1 Our system does not accept mail from you", "5.7.1", ("bounced", "rejected", "", "blocked", "5.7.1")),
    ("550 5.2.1 blocked, no such user may write to us", "5.2.1", ("bounced", "filtered", "soft", "other", "5.2.1")),
    ("550 nobody understands this", "5.0.0", ("bounced", "undefined", "soft", "other", "5.0.0")),
]


def _only(raw: bytes) -> tuple[str, ...]:
    [told] = read(raw).told
    said = told.verdict
    return said.event_type, str(said.kind), said.severity, said.reason, said.status


@pytest.mark.parametrize(("diagnostic", "status", "verdict"), _BY_FIELDS)
def test_delivery_report_gives_what_its_codes_and_words_say(
    diagnostic: str, status: str, verdict: tuple[str, ...]
) -> None:
    assert _only(dsn(diagnostic, status=status)) == verdict


def test_report_names_the_address_and_our_message() -> None:
    mail = read(dsn(_UNKNOWN))
    assert ([told.addresses for told in mail.told], mail.message_ids) == ([(TO,)], (UUID(OURS),))


@pytest.mark.parametrize("ends", [b"\r\n", b"\r", b"\n"])
@pytest.mark.parametrize("raw", [dsn(_UNKNOWN), exim(_UNKNOWN), qmail(_UNKNOWN)], ids=["postfix", "exim", "qmail"])
def test_line_ends_make_no_difference(raw: bytes, ends: bytes) -> None:
    mail = read(raw.replace(b"\n", ends))
    [told] = mail.told
    assert (told.verdict.severity, told.addresses, mail.message_ids) == ("hard", (TO,), (UUID(OURS),))


@pytest.mark.parametrize(
    ("raw", "verdict"),
    [
        (exim("550 User unknown"), ("bounced", "userunknown", "hard", "bounced", "")),
        (exim("550 User unknown", after="end of data"), ("bounced", "filtered", "soft", "other", "")),
        (exim("550 No such domain", after="MAIL FROM:<a@b>"), ("bounced", "rejected", "", "blocked", "")),
        (qmail("Sorry, no mailbox here by that name. (#5.1.1)"),
         ("bounced", "userunknown", "hard", "bounced", "5.1.1")),
        (qmail("192.0.2.1 does not like recipient.\n450 4.2.2 Mailbox Full"),
         ("bounced", "mailboxfull", "soft", "other", "4.2.2")),
    ],
)  # fmt: skip
def test_notice_without_fields_is_read_as_people_read_it(raw: bytes, verdict: tuple[str, ...]) -> None:
    assert _only(raw) == verdict


@pytest.mark.parametrize(
    ("action", "event"), [("delayed", "deferred"), ("delivered", "delivered"), ("relayed", "delivered")]
)
def test_report_that_is_no_failure_harms_nobody(action: str, event: str) -> None:
    assert _only(dsn("550 5.1.1 user unknown", status="5.1.1", action=action))[:1] == (event,)
    assert _only(dsn("550 5.1.1 user unknown", status="5.1.1", action=action))[2] == ""


@pytest.mark.parametrize(
    ("feedback", "event"),
    [("abuse", "complained"), ("fraud", "complained"), ("opt-out", "unsubscribed"), ("not-spam", "unknown"),
     ("auth-failure", "unknown")],
)  # fmt: skip
def test_complaint_is_one_only_if_its_reader_complained(feedback: str, event: str) -> None:
    assert _only(complaint(feedback))[:2] == (event, "feedback")


def test_complaint_that_names_nobody_still_names_our_message() -> None:
    mail = read(complaint(to=""))
    assert ([told.addresses for told in mail.told], mail.message_ids) == ([()], (UUID(OURS),))


def test_absence_is_no_failure() -> None:
    assert _only(ABSENT) == ("autoresponded", "vacation", "", "", "")


@pytest.mark.parametrize("raw", [PLAIN, b"", b"\n\n", b"\x00\xff" * 40, RETURNED.encode()])
def test_mail_that_tells_nothing_is_refused_without_its_words(raw: bytes) -> None:
    with pytest.raises(NotAReport) as refused:
        read(raw)
    assert str(refused.value) == "no report on a message"


def test_charsets_that_are_not_there_or_dangerous_are_not_used() -> None:
    for charset in (b"idna", b"unicode_escape", b"no-such", b"utf-8\xff"):
        assert _only(dsn(_UNKNOWN).replace(b"us-ascii", charset))[2] == "hard"


def test_what_stands_behind_the_limit_is_not_read() -> None:
    body = PLAIN + b"x\n" * MOST_BYTES + dsn(_UNKNOWN)
    with pytest.raises(NotAReport):
        read(body)


def test_damaged_mails_give_a_verdict_or_one_error() -> None:
    """Cut, doubled and overwritten at places that a seed chooses."""
    chance = random.Random(3464)
    whole = [dsn(_UNKNOWN), exim(_UNKNOWN), qmail(_UNKNOWN), complaint(), ABSENT]
    outcomes = set()
    for _ in range(300):
        raw = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(raw) + 1)
            raw[at : at + chance.randint(0, 60)] = chance.choice(
                [b"", b"\n--b1\n", b"\xff\xfe", b"=?x?b?/?=", b"\r", b'"']
            )
        try:
            outcomes.add(bool(read(bytes(raw)).told))
        except NotAReport:
            outcomes.add(False)
    assert outcomes == {True, False}


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 3000,
        b"Subject: returned mail\n\n" + b"a@" * 100_000,
        b"Subject: returned mail\nContent-Type: text/html\n\n" + b"<script" * 20_000,
        b"Content-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 10_000,
    ],
    ids=["nested", "at-signs", "tags", "groups"],
)
def test_mail_made_to_be_slow_or_deep_gives_one_error_or_a_few_verdicts(raw: bytes) -> None:
    try:
        assert len(read(raw).told) <= 20
    except NotAReport as refused:
        assert str(refused) == "no report on a message"
