"""The "seen" button of an alert."""

from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from clinic.desk import staff_actor
from clinic.models import Notice
from clinic.operations import alerts


@require_POST
def seen(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    try:
        alerts.see_to(by=staff_actor(request), now=timezone.now(), notice_id=notice_id)
    except Notice.DoesNotExist:
        raise Http404 from None
    return redirect("admin:index")


urlpatterns = [path("alerts/<uuid:notice_id>/seen/", admin.site.admin_view(seen), name="desk-alert-seen")]
