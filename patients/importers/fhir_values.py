"""Values of a FHIR resource, each of the type that FHIR gives it. What is missing or null is empty; anything of
another type raises `WrongType`, so that nothing but text is ever kept as text."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Resource: TypeAlias = Mapping[str, Any]


class WrongType(ValueError):
    """A value that is not of the type it must have. Names the element, never the value."""


def text(parent: Resource, name: str) -> str:
    return _typed(parent, name, str, "").strip()


def texts(parent: Resource, name: str) -> list[str]:
    """Without the nulls that stand for a text with nothing but an extension."""
    return [_checked(item, name, str) for item in _typed(parent, name, list, []) if item is not None]


def one(parent: Resource, name: str) -> Resource:
    return _typed(parent, name, dict, {})


def many(parent: Resource, name: str) -> list[Resource]:
    return [_checked(item, name, dict) for item in _typed(parent, name, list, [])]


def flag(parent: Resource, name: str) -> bool | None:
    """None when it is not told."""
    return _typed(parent, name, bool, None)


def whole_number(parent: Resource, name: str) -> int | None:
    """None when it is not told. `30.0` is a whole number in JSON, `true` is none."""
    value = parent.get(name)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool):
        raise WrongType(name)
    return _typed(parent, name, int, None)


def _typed(parent: Resource, name: str, kind: type, empty: Any) -> Any:
    value = parent.get(name)
    return empty if value is None else _checked(value, name, kind)


def _checked(value: Any, name: str, kind: type) -> Any:
    if not isinstance(value, kind):
        raise WrongType(name)
    return value
