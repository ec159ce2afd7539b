"""What every page knows of the house."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clinic.queries import organisation


def house(request: HttpRequest) -> dict[str, Any]:
    return {"organisation": SimpleLazyObject(organisation)}
