"""The batteries catch what is planted, and a small seed of each holds."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from rich.console import Console

from journeys.batteries import BATTERIES, nightly
from journeys.batteries.door_oracle import Reveal, without_event
from journeys.batteries.night_oracle import OutboxRow, reckon
from journeys.batteries.rounds import RUN, Stage
from journeys.batteries.verdicts import verdict
from journeys.trials.entry import Entry
from journeys.trials.place import Place, furnished_place, place_of_its_own
from journeys.trials.post import Journal
from journeys.trials.worker import WorkerDied
from tests.database_roles import as_owner

# Numbers 1 and 2 may get mail; 3 has no address.
DUE = (1, 2, 3)
SENT = (Entry("m1", "person1@example.com"), Entry("m2", "person2@example.com"))
ROWS = (
    OutboxRow("m1", 1, "accepted", ""),
    OutboxRow("m2", 2, "accepted", ""),
    OutboxRow("m3", 3, "refused", "no-address"),
)
QUIET = Console(quiet=True)


def without(number: int, state: str) -> tuple[OutboxRow, ...]:
    return tuple(replace(row, state=state) if row.number == number else row for row in ROWS)


def test_reckoning_of_a_good_night() -> None:
    found = reckon(DUE, SENT, ROWS)
    assert (found.sent, found.refused, found.unknown) == (2, 1, 0)
    assert found.findings() == []


@pytest.mark.parametrize(
    ("journal", "rows", "finding"),
    [
        ((*SENT, SENT[0]), ROWS, "1 doubled (such as 1)"),
        ((*SENT, Entry("m9", SENT[0].to)), ROWS, "1 doubled (such as 1)"),
        (SENT[1:], ROWS, "1 lost (such as 1)"),
        (SENT[1:], ROWS, "1 accepted and not sent (such as m1)"),
        (SENT[1:], without(1, "expired"), "1 lost (such as 1)"),
        (SENT, without(1, "failed"), "1 sent and not in the rows (such as m1)"),
        (SENT, without(2, "leased"), "1 not settled (such as 2)"),
        ((*SENT, Entry("m3", "person3@example.com")), ROWS, "1 forbidden (such as 3)"),
        (SENT, without(2, "unknown"), "1 unknown after 0 cuts: more than 16 each"),
    ],
)
def test_reckoning_names_what_was_planted(
    journal: tuple[Entry, ...], rows: tuple[OutboxRow, ...], finding: str
) -> None:
    assert finding in reckon(DUE, journal, rows).findings()


@pytest.mark.parametrize(
    ("unknown", "cuts", "findings"),
    [
        (16, 1, []),
        (17, 1, ["17 unknown after 1 cuts: more than 16 each"]),
        (17, 2, []),
    ],
)
def test_reckoning_lets_each_cut_leave_one_window_unknown(unknown: int, cuts: int, findings: list[str]) -> None:
    people = [10 * number + 1 for number in range(unknown)]
    rows = [OutboxRow(f"m{number}", number, "unknown", "no-receipt") for number in people]
    found = reckon(people, [], rows)
    assert (found.lost, found.findings(cuts=cuts)) == ((), findings)


def test_a_reveal_needs_an_event_with_its_attempt_and_its_person() -> None:
    seen = [Reveal(1, "a"), Reveal(2, "b"), Reveal(3, "c")]
    assert without_event(seen, [Reveal(1, "a"), Reveal(2, "x")]) == [Reveal(2, "b"), Reveal(3, "c")]


@pytest.mark.usefixtures("trial_places")
def test_nights_hold_on_a_small_clinic_and_leave_no_database_behind() -> None:
    with furnished_place() as (place, steady):
        stage = Stage(place, steady, 20, QUIET, is_quick=True)
        for prove in (nightly.five_in_a_row, nightly.off_for_two_days, nightly.planted):
            assert prove(stage).findings == ()
        assert len(Journal(place.journal).news()) == 28  # 14 of 20 may get mail, in two of these rounds
        round_ = stage.next_round("killed")
        kill_at_once(place, round_.noon)
        round_.pick_up()
        found = round_.reckon()
        assert found.findings(cuts=1) == []
        assert found.sent + found.unknown >= 14
        assert databases(place.database) == 1
    assert databases(place.database) == 0
    assert not place.folder.exists()


def kill_at_once(place: Place, at: str) -> None:
    with place.worker() as victim:
        victim.begin(RUN, at=at)
        assert victim.kill() == -9
        with pytest.raises(WorkerDied, match="status -9"):
            victim.answer()


@pytest.mark.usefixtures("trial_places")
def test_what_a_killed_trial_left_is_dropped_by_the_next() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = f"revisit_trial_{gone.pid}_1"
    with as_owner() as cursor:
        cursor.execute(f'CREATE DATABASE "{left}"'.encode())
    with place_of_its_own() as place:
        assert (databases(left), databases(place.database)) == (0, 1)


def databases(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        return int(cursor.fetchone()[0])


def test_prove_with_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(CommandError, match=f"There are: {', '.join(BATTERIES)}") as refused:
        call_command("prove", "nothing")
    assert refused.value.returncode == 2


def test_prove_fails_when_a_verdict_does_not_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = verdict("a try", "something", "1 doubled", "")
    monkeypatch.setattr("journeys.management.commands.prove.BATTERIES", {"nightly": lambda console, quick: [wrong]})
    with pytest.raises(CommandError, match="1 of the above did not hold"):
        call_command("prove", "nightly")
    assert "1 doubled" in capsys.readouterr().out


def test_a_journal_tells_only_the_news_and_only_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    assert journal.news() == []
    first, second = ('["<m1@host>", "person1@example.com", "Hello"]', '["<m2@host>", "person2@example.com", ""]')
    path.write_text(f"\n{first}\n\n{second[:20]}")
    assert journal.news() == [Entry("m1", "person1@example.com", "Hello")]
    path.write_text(f"\n{first}\n\n{second[:20]}\n{second}\n")  # whoever wrote the torn one died; another writes
    assert journal.news() == [Entry("m2", "person2@example.com")]
    assert journal.news() == []
