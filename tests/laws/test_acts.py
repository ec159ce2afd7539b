"""What is done beside pages: every write of a row about somebody is in the book, or says why it is not."""

from types import ModuleType

import pytest

from audit.coverage import acts, functions
from patients.models import Visit


def test_every_operation_that_writes_about_people_writes_into_the_book() -> None:
    """An operation of yours is named here? `record_change` in its transaction, or a reason in QUIET_WRITES."""
    assert acts.unwritten() == []


def test_no_reason_outlives_its_write() -> None:
    assert acts.unneeded_reasons() == []


def write_in_silence(person_id: object) -> None:
    """What must be noticed."""
    Visit.objects.create(person_id=person_id)


def test_write_without_a_line_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    there = functions.all_functions()
    import tests.laws.test_acts as here

    planted = next(one for one in functions._functions_of(here) if one.name == "write_in_silence")
    moved = functions.Function("patients.operations.visits", "planted", *(getattr(planted, name) for name in _FACTS))
    monkeypatch.setattr(acts, "all_functions", lambda: {**there, moved.path: moved})
    assert acts.unwritten() == ["patients.operations.visits.planted writes patients.visit and nothing into the book"]


_FACTS = ("calls", "words", "fields", "writes")


@pytest.mark.parametrize(
    ("name", "words", "categories"),
    [
        ("patients.operations.appointments.move", ("change",), ("schedule",)),
        ("consent.operations.authorization_ends.revoke", ("consent",), ("consent",)),
        ("campaigns.operations.hand_over.prepare", ("send",), ("contact", "identity", "messages", "schedule")),
        ("clinic.operations.leaving.let_go", ("privilege",), ("access",)),
    ],
)
def test_operation_is_listed_with_its_words_and_data(
    name: str, words: tuple[str, ...], categories: tuple[str, ...]
) -> None:
    [act] = [act for act in acts.acts() if act.name == name]
    assert (act.words, act.categories) == (words, categories)


def test_every_task_and_command_is_listed() -> None:
    kinds = {(act.kind, act.name) for act in acts.acts()}
    assert {("task", "journeys.tasks.tick"), ("command", "explain"), ("command", "import_records")} <= kinds


@pytest.mark.parametrize("module", [one for one in functions.our_modules() if one.__name__.endswith(".tasks")])
def test_every_task_says_where_it_acts_from(module: ModuleType) -> None:
    tasks = [name for name, found in vars(module).items() if hasattr(found, "delay")]
    there = functions.all_functions()
    reached = {
        name: {call for one in functions.reached_from(there[f"{module.__name__}.{name}"]) for call in one.calls}
        for name in tasks
        if f"{module.__name__}.{name}" in there
    }
    assert [name for name, calls in reached.items() if "audit.origin.acting_from" not in calls] == []
