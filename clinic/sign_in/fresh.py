"""Password and code once more, before something that cannot be taken back: an export, a role, a second factor.

Good for ten minutes after it was given; a sign-in counts. Asked on the form's GET. A POST without it does nothing:
it leads to the question, back to the form, and to a sentence that nothing was saved.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from clinic.domain.sign_in import FRESH
from clinic.sign_in.gate import asked_by_a_script, page_to_return_to
from clinic.sign_in.sessions import FRESH_AT

AnyPage = TypeVar("AnyPage", bound=Callable[..., HttpResponseBase])


def is_fresh(request: HttpRequest) -> bool:
    given_at: float = request.session.get(FRESH_AT, 0)
    return 0 <= timezone.now().timestamp() - given_at < FRESH.total_seconds()


def needs_fresh_sign_in(page: AnyPage) -> AnyPage:
    """Around a page of signed-in staff (inside `desk_page` or `admin_view`)."""

    @wraps(page)
    def asked_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return page(request, *args, **kwargs) if is_fresh(request) else _ask_again(request)

    return cast(AnyPage, asked_first)


class FreshSignInAdmin:
    """Mix into a `ModelAdmin`: its forms, its delete page and its actions ask. Lists to look at do not."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return needs_fresh_sign_in(super().changeform_view)(request, *args, **kwargs)  # type: ignore[misc]

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return needs_fresh_sign_in(super().delete_view)(request, *args, **kwargs)  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        page = super().changelist_view  # type: ignore[misc]
        return (needs_fresh_sign_in(page) if request.method == "POST" else page)(request, *args, **kwargs)


def _ask_again(request: HttpRequest) -> HttpResponse:
    if asked_by_a_script(request):
        return HttpResponse("Confirm that it is you.", status=401, content_type="text/plain")
    told = {"next": page_to_return_to(request)}
    if request.method not in ("GET", "HEAD"):
        told["unsaved"] = "1"
    return redirect(f"{reverse('admin:sign-in-confirm')}?{urlencode(told, safe='/')}")
