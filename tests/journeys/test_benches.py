"""What a bench says, and that each still measures what it names."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from rich.console import Console

from audit.book.filters import BookFilter
from audit.book.pages import ORDERS
from journeys.benches import BENCHES, book, imports, nightly
from journeys.benches.figures import Bench, Row, Wanted, median_of, percentiles
from journeys.benches.smtp_sink import sink
from journeys.demo.house import furnish
from journeys.trials.house import BY, FIRST_DAY
from journeys.trials.place import furnished_place
from journeys.trials.post import Journal
from patients.models import Appointment, ImportRefusal, Person

QUIET = Console(quiet=True)
ROW = Row("revisit/1", n=500, seconds=4.0, cpu_seconds=2.5, peak_mb=110.0)


def test_a_bench_as_json() -> None:
    bench = Bench("nightly", [ROW], [Wanted("memory 10000/1000", 1.02, 1.1)])
    assert bench.as_json() == {
        "bench": "nightly",
        "rows": [{"what": "revisit/1", "per_s": 125.0, "cpu_s_per_1000": 5.0, "peak_mb": 110.0, "n": 500}],
        "ratios": {"memory 10000/1000": 1.02},
    }


def test_a_page_has_its_percentiles() -> None:
    found = Row("today", n=40, seconds=2.0, cpu_seconds=1.0, p50_ms=40.0, p95_ms=81.5).as_json()
    assert (found["p50_ms"], found["p95_ms"], found["peak_mb"]) == (40.0, 81.5, None)


@pytest.mark.parametrize(
    ("measured", "p50", "p95"),
    [([7.0], 7.0, 7.0), ([float(n) for n in range(1, 101)], 50.5, 95.0), ([3.0, 1.0, 2.0], 2.0, 3.0)],
)
def test_percentiles(measured: list[float], p50: float, p95: float) -> None:
    assert percentiles(measured) == (p50, p95)


def test_the_run_in_the_middle_counts() -> None:
    rows = [Row("x", 1, seconds, 1.0) for seconds in (9.0, 1.0, 4.0)]
    assert median_of(rows).seconds == 4.0


def test_bench_with_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(CommandError, match=f"There are: {', '.join(BENCHES)}") as refused:
        call_command("bench", "nothing")
    assert refused.value.returncode == 2


def test_bench_prints_json_last_and_fails_when_a_figure_is_not_as_wanted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    grown = Bench("import", [ROW], [Wanted("memory 20000/1000", 1.4, 1.1)])
    monkeypatch.setattr("journeys.management.commands.bench.BENCHES", {"import": lambda console: grown})
    with pytest.raises(CommandError, match="Not as wanted: memory 20000/1000"):
        call_command("bench", "import", json=True)
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == grown.as_json()


@pytest.mark.usefixtures("trial_places")
def test_a_small_night_over_smtp_with_tls_is_measured() -> None:
    with furnished_place() as (place, steady), sink(place) as server:
        steady.call("journeys.trials.crowd.settle", people=20)
        rows = nightly.Nights(place, steady, server, 20).ours(FIRST_DAY, 2)
        assert [(row.what, row.n) for row in rows] == [("revisit/2", 20), ("revisit/2: planning", 20)]
        assert len(Journal(server.journal).news()) == 20
        assert Path(place.journal).exists() is False


@pytest.mark.usefixtures("trial_places")
def test_a_short_book_is_measured_in_every_order() -> None:
    found = book.measure(QUIET, events=600)
    assert {row.n for row in found.rows} == {4 * len(ORDERS)}
    assert {row.what.partition(":")[0] for row in found.rows} == {"nothing", *BookFilter.__dataclass_fields__}


def test_the_table_that_is_imported_is_read_without_a_refusal(db: None, tmp_path: Path) -> None:
    furnish(by=BY, now=timezone.now())
    imports.import_table(f"{imports.write_table(tmp_path / 'people.csv', 7)}")
    assert (Person.objects.count(), Appointment.objects.count(), ImportRefusal.objects.count()) == (7, 7, 0)
