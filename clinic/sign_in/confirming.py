"""The page that asks somebody who is signed in whether it is still them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from clinic.enums import SignInMethod, SignInStep
from clinic.models import Staff
from clinic.sign_in import sample_clinic, steps
from clinic.sign_in.forms import PasswordAndCode
from clinic.sign_in.gate import safe_next
from clinic.sign_in.views import WRONG_CODE, try_code, try_password

WRONG_PASSWORD = "This is not your password."  # noqa: S105 - a sentence
NOT_SAVED = "Thank you. Nothing was saved before you confirmed: please do it once more."


@sensitive_post_parameters()
def confirm(request: HttpRequest) -> HttpResponse:
    staff = request.user
    if not isinstance(staff, Staff):
        raise TypeError("nobody is signed in")
    asked = request.POST if request.method == "POST" else request.GET
    next_page, unsaved = safe_next(request, asked.get("next", "")), bool(asked.get("unsaved"))
    form = PasswordAndCode(request.POST or None)
    if form.is_valid():
        method = _both_fit(request, staff, form)
        if method:
            steps.confirm(request, staff, method)
            if unsaved:
                messages.warning(request, NOT_SAVED)
            return redirect(next_page)
    context = {"form": form, "next": next_page, "unsaved": unsaved, "sample_code": sample_clinic.code_for(staff)}
    return render(request, "clinic/sign_in/confirm.html", context)


def _both_fit(request: HttpRequest, staff: Staff, form: PasswordAndCode) -> SignInMethod | None:
    """The password first: a code is used up only with the right one."""
    if try_password(request, staff.username, form.cleaned_data["password"], SignInStep.CONFIRM, staff) != staff:
        form.add_error("password", WRONG_PASSWORD)
        return None
    method, _ = try_code(request, staff, form.cleaned_data["code"], SignInStep.CONFIRM)
    if method is None:
        form.add_error("code", WRONG_CODE)
    return method
