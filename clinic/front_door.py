"""Who comes without an address of a page: staff go to the desk, everybody else to the sign-up page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    is_staff = request.user.is_authenticated and request.user.is_staff
    return redirect("admin:index" if is_staff else settings.FRONT_DOOR)
