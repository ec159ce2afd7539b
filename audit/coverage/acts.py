"""What is done beside pages: operations, tasks and commands, each with what it writes into the book; and writes of
rows about people that would leave no line."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import Model
from django.utils.module_loading import import_string

from audit.coverage.functions import Function, all_functions, our_modules, reached_from
from audit.enums import AuditWord

#: Functions of the book itself, by which a function is known to write into it.
_WRITE_LINES = frozenset(
    {
        "audit.ledger.record_change",
        "audit.ledger.record_read",
        "audit.door.phi_access",
        "clinic.desk.record_look",
        "audit.strangers.record_refusal",
    }
)


@dataclass(frozen=True, slots=True)
class Act:
    """An operation, a task or a command: the words it may write, and about which kinds of data."""

    kind: str
    name: str
    words: tuple[str, ...]
    categories: tuple[str, ...]
    quiet: str = ""


def acts() -> list[Act]:
    """All that writes into the book without a page, by kind and name."""
    return sorted([*_operations(), *_tasks(), *_commands()], key=lambda act: (act.kind, act.name))


def unwritten() -> list[str]:
    """Public operations that write rows about people and reach no line of the book, nor a reason for it."""
    reasons = quiet_writes()
    return [
        f"{function.path} writes {', '.join(sorted(about))} and nothing into the book"
        for function in _public_operations()
        if (about := _writes_about_people(function)) and not _reaches_the_book(function)
        if function.path not in reasons
    ]


def unneeded_reasons() -> list[str]:
    """Reasons of writes that are no more, or that are in the book by now."""
    there = all_functions()
    return [path for path in quiet_writes() if path not in there or _reaches_the_book(there[path])]


def quiet_writes() -> dict[str, str]:
    """Function → why it writes rows about people without a line: the tables of the apps (`settings.QUIET_WRITES`)."""
    found: dict[str, str] = {}
    for dotted in settings.QUIET_WRITES:
        table: Mapping[str, str] = import_string(dotted)
        found |= table
    return found


def models_about_people() -> frozenset[str]:
    """Labels of models that hold a sealed field, a person or a person's id."""
    return frozenset(model._meta.label_lower for model in apps.get_models() if _is_about_somebody(model))


def _is_about_somebody(model: type[Model]) -> bool:
    names = {field.name for field in model._meta.concrete_fields}
    return getattr(model, "phi_person", None) is not None or bool(names & {"person", "person_id"})


def _writes_about_people(function: Function) -> set[str]:
    about = models_about_people() | {"?"}
    return {label for one in reached_from(function) for label in one.writes} & about


def _reaches_the_book(function: Function) -> bool:
    return any(one.calls & _WRITE_LINES for one in reached_from(function))


def _public_operations() -> Iterator[Function]:
    for function in all_functions().values():
        if ".operations" in function.module and function.name[0].islower():
            yield function


def _operations() -> Iterator[Act]:
    reasons = quiet_writes()
    for function in _public_operations():
        if _reaches_the_book(function):
            yield _act("operation", function.path, function)
        elif function.path in reasons:
            yield Act("operation", function.path, (), (), reasons[function.path])


def _tasks() -> Iterator[Act]:
    for module in our_modules():
        if module.__name__.endswith(".tasks"):
            for name, found in vars(module).items():
                if hasattr(found, "delay") and (function := all_functions().get(f"{module.__name__}.{name}")):
                    yield _act("task", function.path, function)


def _commands() -> Iterator[Act]:
    for module in our_modules():
        command = vars(module).get("Command")
        if ".management.commands." in module.__name__ and command and issubclass(command, BaseCommand):
            yield _act("command", module.__name__.rsplit(".", 1)[1], all_functions()[f"{module.__name__}.Command"])


def _act(kind: str, name: str, function: Function) -> Act:
    reached = reached_from(function)
    words = sorted({AuditWord[word].value for one in reached for word in one.words})
    categories_of: Callable[[Iterable[str]], list[str]] = import_string(settings.DATA_CATEGORIES)
    fields = {field for one in reached for field in one.fields}
    return Act(kind, name, tuple(words), tuple(categories_of(fields)), "" if words else "writes no line of its own")
