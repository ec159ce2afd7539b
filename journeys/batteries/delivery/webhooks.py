"""Reports ten times each, in any order, a month late, some forged: rows end as after the honest order once.

Half of the people's messages are reported on honestly, once and in order; the other half's wildly. What becomes of a
message, how many reports on it are kept, and whether its address is still written to, must be in both halves what the
reports say.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import requests

from journeys.batteries.delivery.field import Field
from journeys.batteries.delivery.supplies import Supply
from journeys.batteries.delivery.wrong_answers import served_by
from journeys.batteries.night_oracle import reckon
from journeys.batteries.verdicts import Verdict, verdict
from journeys.trials.entry import Entry
from journeys.trials.moody_sink import POSTMARK
from journeys.trials.numbers import number_of
from journeys.trials.web import web

PEOPLE, PEOPLE_QUICK = 500, 40
TIMES, TIMES_QUICK = 10, 2
_PATH = "/webhooks/anymail/postmark/tracking/"
_RIGHT, _WRONG = "trial:trial", "trial:trail"
_DELIVERED = {"RecordType": "Delivery", "Details": "250 2.0.0 OK"}
_DEFERRED = {"RecordType": "Bounce", "Type": "Transient", "Details": "451 4.3.0 later"}
_BOUNCED = {"RecordType": "Bounce", "Type": "HardBounce", "Details": "550 5.1.1 no such mailbox"}
_COMPLAINED = {"RecordType": "SpamComplaint", "Type": "SpamComplaint"}
_OPENED = {"RecordType": "Open", "UserAgent": "trial"}
#: What is reported, in this order. That somebody opened a mail is kept of nobody here: none of them allowed it.
STORIES: Sequence[Sequence[Mapping[str, str]]] = (
    [_DELIVERED], [_DEFERRED, _DELIVERED], [_BOUNCED], [_DELIVERED, _COMPLAINED], [_DELIVERED, _OPENED],
)  # fmt: skip
#: Of each story: the message's state, the reports kept, whether its address is suppressed.
RIGHT_ENDS = (
    ("delivered", 1, False), ("delivered", 2, False), ("bounced", 1, True), ("complained", 2, True),
    ("delivered", 1, False),
)  # fmt: skip
_ENDS = """
    SELECT p.tier::int, m.state,
        (SELECT count(*)::int FROM campaigns_deliveryevent e WHERE e.message_id = m.id),
        EXISTS (SELECT 1 FROM consent_suppression s WHERE s.address_key = p.email_key)
    FROM campaigns_message m JOIN patients_person p ON p.id = m.person_id WHERE m.id = ANY(%s::uuid[])
"""
Report = tuple[dict[str, Any], str]  # what is said, with which secret


def webhooks(field: Field) -> Verdict:
    people = field.size(PEOPLE, PEOPLE_QUICK)
    after = field.newcomers(people)
    sender, sink = field.keep(f"served by {POSTMARK}", served_by(field, POSTMARK))
    supply = field.reminders(people, post=sink, after=after)
    supply.deliver(sender)
    supply.sent_so_far()
    wild, honest = _halves(supply.sent)
    reports = [*_once(honest), *_wildly(wild, field.size(TIMES, TIMES_QUICK))]
    environment = field.environment(**sink.settings())
    with web(environment, field.place.folder / "web.log") as address, requests.Session() as caller:
        answers = [_post(caller, address, report) for report in reports]
    return _judged(supply, range(after + 1, after + people + 1), reports, answers, wild)


def _halves(sent: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Of each story as many in both."""
    ordered = sorted(sent, key=lambda entry: number_of(entry.to))
    cut = len(STORIES)
    wild = [entry for place, entry in enumerate(ordered) if place // cut % 2]
    return wild, [entry for place, entry in enumerate(ordered) if not place // cut % 2]


def _stories(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Sequence[Mapping[str, str]]]]:
    for place, entry in enumerate(entries):
        yield entry, STORIES[place % len(STORIES)]


def _once(entries: Sequence[Entry]) -> list[Report]:
    now = datetime.now(UTC)
    return [(_said(entry, what, now, order), _RIGHT) for entry, story in _stories(entries)
            for order, what in enumerate(story)]  # fmt: skip


def _wildly(entries: Sequence[Entry], times: int) -> list[Report]:
    """A month late, so often, shuffled; forged complaints and bounces about each among them."""
    long_ago, dice = datetime.now(UTC) - timedelta(days=30), Random(5)  # noqa: S311 - an order, no secret
    told = [
        (_said(entry, what, long_ago, order), _RIGHT)
        for entry, story in _stories(entries) for order, what in enumerate(story)
    ]  # fmt: skip
    forged = [(_said(entry, what, long_ago, 9), secret) for entry in entries
              for what, secret in ((_COMPLAINED, _WRONG), (_BOUNCED, ""))]  # fmt: skip
    all_ = [*told * times, *forged]
    dice.shuffle(all_)
    return all_


def _said(entry: Entry, what: Mapping[str, str], begin: datetime, order: int) -> dict[str, Any]:
    """As Postmark writes it (https://postmarkapp.com/developer/webhooks/webhooks-overview); bounces have an ID."""
    at = (begin + timedelta(minutes=order)).isoformat()
    named = "Recipient" if what["RecordType"] in {"Delivery", "Open"} else "Email"
    when = {"Delivery": "DeliveredAt", "Open": "ReceivedAt"}.get(what["RecordType"], "BouncedAt")
    own = {"ID": int(entry.message_id[-8:], 16) * 10 + order} if named == "Email" else {}
    return {**what, **own, named: entry.to, when: at, "Metadata": {"message_id": entry.message_id}}


def _post(caller: requests.Session, address: str, report: Report) -> int:
    said, secret = report
    signed = ("trial", secret.partition(":")[2]) if secret else None
    return caller.post(f"{address}{_PATH}", json=said, auth=signed, timeout=60).status_code


def _judged(
    supply: Supply, everybody: range, reports: Sequence[Report], answers: Sequence[int], wild: Sequence[Entry]
) -> Verdict:
    found = reckon(everybody, supply.sent, [])
    ends = {row[0]: row[1:] for row in supply.place.rows(_ENDS, [[entry.message_id for entry in supply.sent]])}
    wildly = {number_of(entry.to) for entry in wild}
    halves = {"wildly": wild, "honestly": _halves(supply.sent)[1]}
    odd = [
        f"{sorted(ended)} instead of {RIGHT_ENDS[story]}, reported {how}"
        for how, entries in halves.items() for story, ended in _ended(entries, ends).items()
        if ended != {RIGHT_ENDS[story]}
    ]  # fmt: skip
    wrong = [code for (_, secret), code in zip(reports, answers, strict=True) if (code == 200) != (secret == _RIGHT)]
    return verdict(
        f"{len(reports):,} reports on {len(wildly)} messages: repeated, shuffled, a month late, forged",
        f"{found.sent} sent; {sum(code == 200 for code in answers)} reports taken, {len(answers) - answers.count(200)} "
        f"refused; {len(STORIES)} stories",
        *odd,
        f"{len(wrong)} answered wrongly, such as {wrong[0]}" if wrong else "",
        f"{len(found.doubled)} doubled" if found.doubled else "",
        f"{len(found.lost)} lost" if found.lost else "",
    )


def _ended(entries: Sequence[Entry], ends: Mapping[int, Any]) -> Mapping[int, set[Any]]:
    """Story → how it ended; nothing of one that nobody's message had."""
    found: dict[int, set[Any]] = {story: set() for story in range(len(STORIES))}
    for place, entry in enumerate(entries):
        found[place % len(STORIES)].add(ends[number_of(entry.to)])
    return found
