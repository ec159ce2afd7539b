"""A refused look at a staff page: one line of the book, whatever page it was, and a 403."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from audit import ledger
from audit.door import AccessRefused
from audit.enums import AuditWord, Outcome
from clinic.desk import purpose_of_use, staff_actor

Page = Callable[..., HttpResponseBase]
AnyPage = TypeVar("AnyPage", bound=Page)


class NotForThisRole(PermissionDenied):
    """The role of who asks does not hold `permission`."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


def recording_denials(page: AnyPage) -> AnyPage:
    """Around a page of signed-in staff. The 403 page may say that the try is in the book: `request.denial_is_kept`."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return page(request, *args, **kwargs)
        except PermissionDenied as denied:
            if not isinstance(denied, AccessRefused):  # the door has written its own line
                _record(request, denied, kwargs)
            request.denial_is_kept = True  # type: ignore[attr-defined]
            raise

    return cast(AnyPage, guarded)


def _record(request: HttpRequest, denied: PermissionDenied, kwargs: Mapping[str, Any]) -> None:
    asked = {"permission": denied.permission} if isinstance(denied, NotForThisRole) else {}
    ledger.record_read(
        word=AuditWord.REVEAL,
        actor=staff_actor(request),
        purpose=purpose_of_use(request),
        people=[kwargs["person_id"]] if "person_id" in kwargs else [],
        fields=[],
        outcome=Outcome.DENIED,
        details=asked | _ids(kwargs),
    )


def _ids(kwargs: Mapping[str, Any]) -> dict[str, str]:
    """Ids alone: whatever else stands in an address may have been typed by somebody."""
    return {name: str(value) for name, value in kwargs.items() if name != "person_id" and _is_id(str(value))}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
