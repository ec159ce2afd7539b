"""One's own sign-in: a new phone, new recovery codes, other browsers, the password."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.desk import staff_actor
from clinic.desk_pages import show
from clinic.enums import SignInStep
from clinic.models import Authenticator, RecoveryCode, Staff, StaffSession
from clinic.operations.staff import set_password
from clinic.sign_in import events, operations, steps
from clinic.sign_in.forms import SetUpCode
from clinic.sign_in.fresh import needs_fresh_sign_in
from clinic.sign_in.gate import must_choose_password
from clinic.sign_in.sessions import end_sessions_of
from clinic.sign_in.views import WRONG_CODE, show_key, show_recovery_codes, try_password

_MINE = "admin:sign-in-mine"


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    me = staff_actor(request).id
    return show(
        request,
        "clinic/sign_in/mine.html",
        title="Your sign-in",
        authenticator=Authenticator.objects.filter(user_id=me, confirmed=True).first(),
        codes_left=RecoveryCode.objects.filter(staff_id=me, used_at=None).count(),
        sessions=StaffSession.objects.filter(staff_id=me).order_by("-seen_at"),
        this_one=request.session.session_key,
    )


@sensitive_post_parameters()
@needs_fresh_sign_in
@require_http_methods(["GET", "POST"])
def new_phone(request: HttpRequest) -> HttpResponse:
    """Asked first, then a key to scan, then the code of the new app. Until that fits, the old one stays in use."""
    if request.method != "POST":
        return show(request, "clinic/sign_in/new_phone.html", title="Set up a new phone")
    if "code" not in request.POST:
        return show_key(request, steps.begin_set_up(request, _me(request)), SetUpCode())
    waiting = steps.waiting_here(request, _me(request))
    if waiting is None:
        messages.warning(request, "This key does not count any more: another browser has begun since. Begin again.")
        return redirect("admin:sign-in-new-phone")
    form = SetUpCode(request.POST)
    if form.is_valid():
        codes = operations.confirm_enrolment(
            by=staff_actor(request), began=waiting, code=form.cleaned_data["code"], now=timezone.now()
        )
        if codes:
            return show_recovery_codes(request, codes, reverse(_MINE))
        form.add_error("code", WRONG_CODE)
    return show_key(request, waiting, form)


@needs_fresh_sign_in
@require_http_methods(["GET", "POST"])
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request, "clinic/sign_in/new_recovery_codes.html", title="Make new recovery codes")
    codes = operations.make_recovery_codes(by=staff_actor(request), staff_id=_id(request), now=timezone.now())
    return show_recovery_codes(request, codes, reverse(_MINE))


@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Staff):
        events.record_signed_out(request.user, elsewhere=True)
    ended = end_sessions_of(_id(request), but=request.session.session_key or "")
    messages.success(request, f"Signed out in other browsers: {ended}.")
    return redirect(_MINE)


class OwnPasswordForm(AdminPasswordChangeForm):
    """Django's form; the operation saves, and writes the line of the book. The old password is judged like any try to
    sign in: counted, in the book, and not looked at while this lane is locked."""

    request: HttpRequest

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        me = _me(self.request)
        if try_password(self.request, me.username, old, SignInStep.CONFIRM, me) != me:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old

    def clean_new_password1(self) -> str:
        """A colleague may know the old one. Said to nobody who did not give it."""
        new: str = self.cleaned_data["new_password1"]
        if "old_password" in self.cleaned_data and self.user.check_password(new):
            raise ValidationError("This is the password you have: choose another one.")
        return new

    def save(self, commit: bool = True) -> Any:
        staff: Any = self.user
        new = self.cleaned_data["new_password1"]
        staff.password = set_password(by=events.actor_of(staff), staff_id=staff.pk, password=new).password
        return staff


class OwnPasswordView(PasswordChangeView):
    """This browser stays signed in, with a new session key; the others are signed out."""

    form_class = OwnPasswordForm
    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy("admin:password_change_done")

    def get_form(self, form_class: Any = None) -> Any:
        form: Any = super().get_form(form_class)
        form.request = self.request
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        end_sessions_of(_id(self.request), but=self.request.session.session_key or "")
        return response


@needs_fresh_sign_in
def password(request: HttpRequest, context: dict[str, Any]) -> HttpResponseBase:
    first = {"title": "First choose a password that only you know"} if must_choose_password(request) else {}
    return OwnPasswordView.as_view(extra_context=context | first)(request)


def _me(request: HttpRequest) -> Staff:
    if not isinstance(request.user, Staff):
        raise TypeError("nobody is signed in")
    return request.user


def _id(request: HttpRequest) -> Any:
    return request.user.pk
