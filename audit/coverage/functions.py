"""Functions of ours as their source says: what they call, which words of the book and which fields they name."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.conf import settings
from django.db.models import Model

_Constants = dict[str, str | tuple[object, ...] | dict[object, object]]
_FIELD = re.compile(r"[a-z_]+\.[a-z]+(\.[a-z_]+)?")
#: Rooms that try the product out, and modules that start it: nothing is written from them.
_NOT_THE_PRODUCT = re.compile(r"\.(migrations|trials|batteries|benches|wsgi|celery)(\.|$)")
#: Where following calls ends: whoever names a model or a digest may make a process say that it took up its keys.
_ENDS = re.compile(r"\.models\.|\.sealed\.|^audit\.(door|ledger|fields|blind|keys|key_checks|key_use|database_roles)\.")


@dataclass(frozen=True, slots=True)
class Function:
    """One function of a module, or the methods of a class as one: what a reader of its source sees."""

    module: str
    name: str
    calls: frozenset[str]
    words: frozenset[str]
    fields: frozenset[str]
    writes: frozenset[str]

    @property
    def path(self) -> str:
        return f"{self.module}.{self.name}"


@cache
def our_modules() -> tuple[ModuleType, ...]:
    """Every module of our apps, imported; without those that only try the product out."""
    ours = [config.name for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]
    return tuple(module for name in ours for module in _modules_below(importlib.import_module(name)))


def _modules_below(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not _NOT_THE_PRODUCT.search(found.name):
            yield importlib.import_module(found.name)


@cache
def all_functions() -> dict[str, Function]:
    """Path → function, of all our modules."""
    return {function.path: function for module in our_modules() for function in _functions_of(module)}


def reached_from(function: Function) -> list[Function]:
    """It and every function of ours that it calls, as far as names tell."""
    there, seen, found = all_functions(), {function.path}, [function]
    for one in found:
        for path in one.calls - seen:
            seen.add(path)
            if path in there and not _ENDS.search(path):
                found.append(there[path])
    return found


def _functions_of(module: ModuleType) -> Iterator[Function]:
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    constants = {name: value for name, value in vars(module).items() if isinstance(value, str | tuple | dict)}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            parts = list(ast.walk(node))
            yield Function(
                module.__name__,
                node.name,
                calls=frozenset(_calls(parts, module)),
                words=frozenset(_words(parts)),
                fields=frozenset(_fields(parts, constants)),
                writes=frozenset(_writes(parts, module, constants)),
            )


def _calls(parts: Sequence[ast.AST], module: ModuleType) -> Iterator[str]:
    """Names that stand for functions or classes of ours, called or handed on."""
    for part in parts:
        found: object = None
        if isinstance(part, ast.Name):
            found = vars(module).get(part.id)
        elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            found = getattr(vars(module).get(part.value.id), part.attr, None)
        if callable(found) and hasattr(found, "__qualname__") and getattr(found, "__module__", None):
            yield f"{found.__module__}.{found.__qualname__.split('.')[0]}"


def _words(parts: Sequence[ast.AST]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "AuditWord":
            yield part.attr
        elif isinstance(part, ast.Call) and _reveals(part):
            yield "REVEAL"


def _reveals(call: ast.Call) -> bool:
    """`phi_access` without a word of its own."""
    name = getattr(call.func, "attr", "") or getattr(call.func, "id", "")
    return str(name).endswith("phi_access") and "word" not in {told.arg for told in call.keywords}


def _fields(parts: Sequence[ast.AST], constants: _Constants) -> Iterator[str]:
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield from _known(part.value.removesuffix("."))
        elif isinstance(part, ast.Name) and isinstance(told := constants.get(part.id), tuple | dict):
            for one in _texts(told):
                yield from _known(one)


def _texts(told: object) -> Iterator[str]:
    """Those in a constant: of a tuple, and of what a mapping leads to."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, tuple | dict):
        for one in told.values() if isinstance(told, dict) else told:
            yield from _texts(one)


def _known(text: str) -> Iterator[str]:
    if _FIELD.fullmatch(text) and text.split(".")[0] in _labels() and ".".join(text.split(".")[:2]) in _models():
        yield text


@cache
def _models() -> frozenset[str]:
    return frozenset(model._meta.label_lower for model in apps.get_models())


@cache
def _labels() -> frozenset[str]:
    return frozenset(label.split(".")[0] for label in _models())


_WRITING = frozenset(
    {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "update", "delete"}
)
_WRITING_SQL = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


def _writes(parts: Sequence[ast.AST], module: ModuleType, constants: _Constants) -> Iterator[str]:
    """Labels of models whose rows are written: `Model.objects…update(…)`, `row.save()` as `?`, tables in SQL."""
    for part in parts:
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in _WRITING:
            yield from _written_by(part.func, module)
        elif isinstance(part, ast.Name) and isinstance(told := constants.get(part.id), str):
            yield from _tables(told)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield from _tables(part.value)


def _written_by(function: ast.Attribute, module: ModuleType) -> Iterator[str]:
    chain = ast.unparse(function.value)
    model = vars(module).get(chain.split(".")[0].split("(")[0])
    if "objects" in chain and isinstance(model, type) and issubclass(model, Model):
        yield model._meta.label_lower
    elif function.attr == "save" and chain not in {"super()", "self"}:
        yield "?"


def _tables(sql: str) -> Iterator[str]:
    for found in _WRITING_SQL.finditer(sql):
        if label := _labels_of_tables().get(found[2].lower()):
            yield label


@cache
def _labels_of_tables() -> dict[str, str]:
    return {model._meta.db_table: model._meta.label_lower for model in apps.get_models()}
