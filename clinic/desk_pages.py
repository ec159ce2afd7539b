"""What every page of the front desk has in common: log-in, a permission, one look, nothing kept by browsers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse

from clinic.denials import NotForThisRole, Page


def desk_page(permission: str) -> Callable[[Page], Page]:
    """A page for signed-in staff whose role holds `permission`; another's try is in the book (`clinic.denials`)."""

    def decorate(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise NotForThisRole(permission)
            return page(request, *args, **kwargs)

        return admin.site.admin_view(guarded)

    return decorate


def show(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context}, status=status)
