"""Staff pages: the Django admin with our name, skin and front desk."""

from collections.abc import Mapping
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from clinic.alerts_in_words import alerts_of
from clinic.denials import AnyPage, NotForThisRole, recording_denials
from clinic.sign_in import gate, own, steps, views

#: Models whose pages go by another name.
_PAGES_CALLED: Mapping[str, str] = {
    "AuditEvent": "Access book",
    "ReviewCase": "Unusual reads",
    "LeakFinding": "Leak check",
}


class RevisitAdminSite(AdminSite):
    site_header = site_title = "Revisit 回診"
    index_title = "Front desk"
    site_url = None
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLResolver | URLPattern]:
        desk: list[URLResolver | URLPattern] = [path("desk/", include(pages)) for pages in settings.DESK_PAGES]
        return [*desk, path("sign-in/", include("clinic.sign_in.urls")), *super().get_urls()]

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and gate.is_verified(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return views.name_and_password(request)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        steps.sign_out(request)
        return redirect(f"{reverse('admin:login')}?why=signed-out")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return own.password(request, {**self.each_context(request), **(extra_context or {})})

    def admin_view(self, view: AnyPage, cacheable: bool = False) -> AnyPage:
        """Every page of the site comes through here; inside Django's guard, so that who asks is signed-in staff."""
        return super().admin_view(recording_denials(_asked_before_looked_up(view)), cacheable)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """By the names that the pages themselves bear. Put together when a page shows it: most do not."""
        return SimpleLazyObject(lambda: self._app_list(request, app_label))

    def _app_list(self, request: HttpRequest, app_label: str | None) -> list[Any]:
        apps: list[Any] = super().get_app_list(request, app_label)
        for model in (one for app in apps for one in app["models"]):
            model["name"] = _PAGES_CALLED.get(model["object_name"], model["name"])
        return apps

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Django would answer "not found" to a role that may do nothing there: a refusal without a line."""
        if not request.user.has_module_perms(app_label):
            raise NotForThisRole(f"{app_label}.view")
        return super().app_index(request, app_label, extra_context)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The desk: a look-up box, what today looks like, and links to what one's role may do."""
        now = timezone.now()
        cards = [card for named in settings.DESK_CARDS if (card := import_string(named)(now))]
        seen = [card for card in cards if not card.permission or request.user.has_perm(card.permission)]
        return super().index(request, {"cards": seen, "alerts": alerts_of(request, now), **(extra_context or {})})


def _asked_before_looked_up(view: AnyPage) -> AnyPage:
    """Django's page of a row's changes looks for the row first: whom it refuses would learn which ids there are."""
    page = getattr(view, "__self__", None)
    if not isinstance(page, ModelAdmin) or view.__name__ != "history_view":
        return view

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not page.has_view_or_change_permission(request):
            raise NotForThisRole(f"{page.opts.app_label}.view_{page.opts.model_name}")
        return view(request, *args, **kwargs)

    return cast(AnyPage, asked)
