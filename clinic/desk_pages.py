"""What every page of the front desk has in common: log-in, a permission, one look, nothing kept by browsers."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse

from audit import ledger
from audit.enums import AuditWord, Outcome
from clinic.desk import purpose_of_use, staff_actor

Page = Callable[..., HttpResponseBase]


def desk_page(permission: str) -> Callable[[Page], Page]:
    """A page for signed-in staff whose role holds `permission`; anybody else's try is written into the book."""

    def decorate(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                _record_denial(request, permission, kwargs)
                raise PermissionDenied(permission)
            return page(request, *args, **kwargs)

        return admin.site.admin_view(guarded)

    return decorate


def show(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context}, status=status)


def _record_denial(request: HttpRequest, permission: str, kwargs: Mapping[str, Any]) -> None:
    ledger.record_read(
        word=AuditWord.REVEAL,
        actor=staff_actor(request),
        purpose=purpose_of_use(request),
        people=[kwargs["person_id"]] if "person_id" in kwargs else [],
        fields=[],
        outcome=Outcome.DENIED,
        details={"permission": permission},
    )
