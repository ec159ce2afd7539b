"""A refused look at a staff page: one line of the book, whatever page it was, and a 403 (or 400 for an address that
asks for what the page does not offer)."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase

from audit import ledger
from audit.coverage.rules import rule_of
from audit.door import AccessRefused
from audit.enums import AuditWord, Outcome
from clinic.desk import purpose_of_use, staff_actor
from clinic.phi_policy import emergency_adds

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
        except (PermissionDenied, SuspiciousOperation) as denied:
            if not isinstance(denied, AccessRefused):  # the door has written its own line
                _record(request, denied, kwargs)
            request.denial_is_kept = True  # type: ignore[attr-defined]
            request.emergency_person_id = _openable(request, denied, kwargs)  # type: ignore[attr-defined]
            raise

    return cast(AnyPage, guarded)


def _openable(request: HttpRequest, denied: Exception, kwargs: Mapping[str, Any]) -> UUID | None:
    """Whose record emergency access would open, where that is why the page was refused."""
    is_about_fields = isinstance(denied, AccessRefused) and bool(emergency_adds(staff_actor(request).role))
    return kwargs.get("person_id") if is_about_fields else None


def _record(request: HttpRequest, denied: Exception, kwargs: Mapping[str, Any]) -> None:
    asked = {"permission": denied.permission} if isinstance(denied, NotForThisRole) else {}
    ledger.record_read(
        word=AuditWord.REVEAL,
        actor=staff_actor(request),
        purpose=purpose_of_use(request),
        people=[kwargs["person_id"]] if "person_id" in kwargs else [],
        fields=_asked_for(request),
        outcome=Outcome.DENIED,
        details=asked | _ids(kwargs),
    )


def _asked_for(request: HttpRequest) -> set[str]:
    """What the page would have shown or done, by its rule: a refused try has a data category, too."""
    rule = rule_of(request.resolver_match.view_name) if request.resolver_match else None
    return {field for line in (*rule.shown, *rule.done) for field in line.about} if rule else set()


def _ids(kwargs: Mapping[str, Any]) -> dict[str, str]:
    """Ids alone: whatever else stands in an address may have been typed by somebody."""
    return {name: str(value) for name, value in kwargs.items() if name != "person_id" and _is_id(str(value))}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
