"""Reminders that cannot double, drop or lie: runs repeated, side by side, killed, ended, overtaken by a move, late.

One clinic, a day of its own for each try. Three in ten people may not get mail (no address, dead, bounced), so that
"everybody who may" is not "everybody". What left is told by a journal that knows nothing of our rows.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from rich.console import Console

from campaigns.domain.dates_in_words import day_in_words
from clinic.enums import Language
from journeys.batteries.night_oracle import reckon
from journeys.batteries.rounds import RUN, Round, Stage, counted
from journeys.batteries.verdicts import Verdict, verdict
from journeys.demo.house import ZONE
from journeys.trials.house import clock
from journeys.trials.numbers import address_of, is_barred
from journeys.trials.place import furnished_place
from journeys.trials.worker import Worker

PEOPLE, PEOPLE_WHEN_CUT, PEOPLE_QUICK = 900, 300, 80  # more than one delivery batch of 500, and less


def prove(console: Console, quick: bool) -> list[Verdict]:
    with furnished_place() as (place, steady):
        stage = Stage(place, steady, PEOPLE_QUICK if quick else PEOPLE, console, quick)
        return [_told(prove_one(stage), console) for prove_one in TRIES]


def _told(found: Verdict, console: Console) -> Verdict:
    console.print(f"nightly: {found}")
    return found


def five_in_a_row(stage: Stage) -> Verdict:
    """The counts of the reports, the journal and the rows are the same."""
    round_ = stage.next_round("five runs in a row")
    reports = stage.steady.call(RUN, at=round_.noon, times=5).value
    found = round_.reckon()
    told = counted(reports, "accepted")
    wrong = "" if told == found.sent else f"the reports say {told} accepted"
    return verdict("five runs in a row at one moment", f"{found}; reports {told}", *found.findings(), wrong)


def two_at_once(stage: Stage) -> Verdict:
    times, findings, sent, shared = 2 if stage.is_quick else 10, [], 0, 0
    with stage.place.worker() as second:
        for number in range(times):
            round_ = stage.next_round(f"two processes at once, {number + 1} of {times}")
            workers = (stage.steady, second)
            for worker in workers:
                worker.wait_until_ready()
            for worker in workers:
                worker.begin(RUN, at=round_.noon)
            told = [counted(worker.answer().value, "accepted") for worker in workers]
            found = round_.reckon()
            findings += found.findings()
            if sum(told) != found.sent:
                findings.append(f"the reports say {sum(told)} accepted, {found.sent} were sent")
            sent, shared = sent + found.sent, shared + all(told)
    seen = f"{sent} sent; the work was shared in {shared}"
    return verdict(f"two processes at the same moment, {times} times", seen, *findings)


def killed(stage: Stage) -> Verdict:
    return _cut(stage, "kill -9", Worker.kill, 2 if stage.is_quick else 20)


def ended(stage: Stage) -> Verdict:
    return _cut(stage, "SIGTERM", Worker.terminate, 1 if stage.is_quick else 5)


def _cut(stage: Stage, name: str, cut: Callable[[Worker], int], times: int) -> Verdict:
    """At a random moment of a run, every second time while mail leaves; then leases run out, the next run picks up."""
    dice, whole = Random(7), _seconds_of_a_run(stage)  # noqa: S311 - when to cut, no secret
    findings: list[str] = []
    sent, unknown, in_the_middle = 0, 0, 0
    for number in range(times):
        round_ = stage.next_round(f"{name} in the middle, {number + 1} of {times}", PEOPLE_WHEN_CUT)
        with stage.place.worker() as victim:
            victim.begin(RUN, at=round_.noon)
            if number % 2:
                time.sleep(dice.uniform(0.05, 1) * whole)
            else:
                _wait_for_mail(round_, dice.randint(1, round_.people // 2), patience=5 * whole)
            cut(victim)
        before = round_.sent_so_far()
        round_.pick_up()
        found = round_.reckon()
        findings += found.findings(cuts=1)
        in_the_middle += 0 < before < found.sent
        sent, unknown = sent + found.sent, unknown + found.unknown
    seen = f"{sent} sent, {unknown} unknown; {in_the_middle} cuts while mail was leaving"
    return verdict(f"{name} at random moments, {times} times, and run again", seen, *findings)


def _wait_for_mail(round_: Round, number: int, patience: float) -> None:
    until = time.monotonic() + patience
    while round_.sent_so_far() < number and time.monotonic() < until:
        time.sleep(0.002)


def _seconds_of_a_run(stage: Stage) -> float:
    return stage.steady.call(RUN, at=stage.next_round("a run that nothing disturbs", PEOPLE_WHEN_CUT).noon).seconds


def moved(stage: Stage) -> Verdict:
    """Planned at night, moved by two days three hours before the first reminder is due."""
    round_ = stage.next_round("appointments moved three hours before their reminder")
    old, new = (round_.day + timedelta(days=days) for days in (1, 3))
    stage.steady.call(RUN, at=round_.at("02:00"), kind="nightly")
    stage.steady.call("journeys.trials.nights.move_appointments", day=f"{old}", to_day=f"{new}")
    for days, wall_clock in ((0, "07:00"), (0, "12:00"), (1, "12:00")):
        stage.steady.call(RUN, at=round_.at(wall_clock, days=days))
    too_early = round_.sent_so_far()
    stage.steady.call(RUN, at=round_.at("12:00", days=2), times=2)
    found = round_.reckon()
    wrong_day = sum(not _names(new, entry.text) or _names(old, entry.text) for entry in round_.sent)
    return verdict(
        "appointments moved 3 h before their reminder: one mail, with the new time",
        str(found),
        *found.findings(),
        f"{too_early} mails for the old time" if too_early else "",
        f"{wrong_day} mails name another day" if wrong_day else "",
    )


def _names(day: date, text: str) -> bool:
    return any(day_in_words(clock(day, "10:00"), ZONE, language) in text for language in Language.values)


def off_for_two_days(stage: Stage) -> Verdict:
    """Planned at night; then nothing runs until the appointments are over."""
    round_ = stage.next_round("nothing runs for two days")
    stage.steady.call(RUN, at=round_.at("02:00"), kind="nightly")
    stage.steady.call(RUN, at=round_.at("10:00", days=2), kind="nightly")
    stage.steady.call(RUN, at=round_.at("12:00", days=2))
    sent = round_.sent_so_far()
    told = {row.number for row in round_.rows() if row.state == "expired" and row.reason}
    untold = [number for number in range(1, stage.people + 1) if not is_barred(number) and number not in told]
    return verdict(
        "no worker for two days: late reminders are told as too late and not sent",
        f"{sent} sent, {len(told)} expired with a reason",
        f"{sent} reminders of what is over" if sent else "",
        f"{len(untold)} without a word why" if untold else "",
    )


def planted(stage: Stage) -> Verdict:
    """The oracle itself: a mail more, a mail less, a mail to whoever may get none, an unsettled row."""
    round_ = stage.next_round("mistakes planted into what the oracle is given")
    stage.steady.call(RUN, at=round_.noon)
    round_.sent_so_far()
    due, sent, rows = range(1, stage.people + 1), round_.sent, round_.rows()
    waiting = [replace(row, state="leased") if row.message_id == sent[0].message_id else row for row in rows]
    caught = {
        "a double": reckon(due, [*sent, sent[0]], rows).doubled,
        "a loss": reckon(due, sent[1:], rows).lost,
        "an untrue receipt": reckon(due, sent[1:], rows).untrue,
        "a mail that no row knows": reckon(due, sent, waiting).untold,
        "a mail to somebody barred": reckon(due, [*sent, replace(sent[0], to=address_of(3))], rows).forbidden,
        "an unsettled row": reckon(due, sent, waiting).unsettled,
    }
    missed = [f"{what} was not noticed" for what, noticed in caught.items() if not noticed]
    return verdict("mistakes planted into the oracle's input are caught", f"{len(caught)} kinds", *missed)


TRIES: Sequence[Callable[[Stage], Verdict]] = (
    five_in_a_row, two_at_once, killed, ended, moved, off_for_two_days, planted,
)  # fmt: skip
