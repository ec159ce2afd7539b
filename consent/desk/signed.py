"""One signed paper at the desk: what was signed, how it stands, and what is told of it later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.door import phi_access
from clinic.denials import NotForThisRole
from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.hours import at_local, local_day
from clinic.domain.papers import NotAPaper
from clinic.enums import StaffAlert
from clinic.models import Notice
from clinic.queries import organisation
from consent import fact_rows
from consent.desk.paper_forms import CopyAgainForm, CopyForm, DefectForm, DeskForm, EventForm, RevocationForm
from consent.desk.what_counts import NO_COPY_YET, whether_it_counts
from consent.domain.authorizations import standing
from consent.enums import CopyGiven, Defect, PaperFileKind, Recorded, Standing
from consent.models import Authorization, PaperFile
from consent.operations import authorizations, paper_files
from consent.operations.copies_given import NothingToGive
from consent.signed_papers import ended_another, has_copy

_SIGNED = ("consent.authorization.signature", "consent.authorization.representative_authority")
_BESIDE = ("consent.authorization", "consent.revocation", "consent.paperfile")
SHOWN = (*_SIGNED, *_BESIDE)
_MAY_RECORD = "consent.change_authorization"


@dataclass(frozen=True, slots=True)
class Act:
    """What can be recorded: its form, its words, and what it does with what was told."""

    name: str
    title: str
    button: str
    form: type[DeskForm]
    does: Callable[[HttpRequest, Authorization, Mapping[str, Any], datetime], str]


@desk_page("consent.view_authorization")
@require_http_methods(["GET", "POST"])
def signed_paper(request: HttpRequest, authorization_id: UUID) -> HttpResponse:
    paper = get_object_or_404(_papers(), pk=authorization_id)
    now = timezone.now()
    today = local_day(now, organisation().time_zone)
    asked = _asked(request)
    days: dict[str, Any] = {"today": today, "signed_on": paper.signed_on}
    told = asked.form(request.POST, request.FILES, **days) if asked else None
    if asked and told and told.is_valid():
        messages.success(request, asked.does(request, paper, told.cleaned_data, now))
        return redirect("admin:desk-signed-paper", authorization_id=paper.pk)
    acts = [(act, told if act is asked else act.form(**days)) for act in _open_acts(request, paper)]
    stands = Standing(standing(fact_rows.as_paper(paper, paper.form), today).value)
    return show(
        request,
        "consent/desk/signed.html",
        title="A paper they signed",
        one=paper.person,
        paper=paper,
        standing=stands,
        ended_another=bool(paper.defect) and ended_another([paper.pk]),
        files=PaperFile.objects.filter(authorization=paper).defer("content").order_by("stored_at"),
        acts=acts,
        lacks_copy=Notice.objects.filter(alert=StaffAlert.COPY_MISSING, subject_id=paper.pk, seen_at=None).exists(),
        **_names(request, paper),
    )


def _papers() -> QuerySet[Authorization]:
    rows = fact_rows.with_what_is_there(Authorization.objects.select_related("form", "person", "superseded_by"))
    return rows.defer(None).defer("shown_text", "superseded_by__shown_text")


def _names(request: HttpRequest, paper: Authorization) -> dict[str, Any]:
    """What the signer wrote, for this page alone."""
    with phi_access(
        actor=staff_actor(request),
        purpose=purpose_of_use(request),
        people=[paper.person_id],
        fields=_SIGNED,
        beside=_BESIDE,
        details={"authorization": str(paper.pk)},
    ) as phi:
        return {
            "signature": phi.reveal(paper.signature) or "",
            "authority": phi.reveal(paper.representative_authority) or "",
        }


def _asked(request: HttpRequest) -> Act | None:
    if request.method != "POST":
        return None
    if not request.user.has_perm(_MAY_RECORD):
        raise NotForThisRole(_MAY_RECORD)
    found = [act for act in ACTS if act.name == request.POST.get("act")]
    if not found:
        raise Http404
    return found[0]


def _open_acts(request: HttpRequest, paper: Authorization) -> list[Act]:
    """What has not been told yet; nothing for who may only look."""
    is_open = {
        "copy": paper.copy_given_at is None and (paper.request_id is None or has_copy(paper)),
        "again": paper.copy_given_at is not None and not paper.defect,
        "revoke": paper.revoked_at is None and not paper.defect,
        "event": bool(paper.form.expiry_event) and paper.event_came_on is None and not paper.defect,
        "defect": not paper.defect,
    }
    return [act for act in ACTS if is_open[act.name]] if request.user.has_perm(_MAY_RECORD) else []


def _give_copy(request: HttpRequest, paper: Authorization, told: Mapping[str, Any], now: datetime) -> str:
    by, via = staff_actor(request), CopyGiven(told["given"])
    try:
        authorizations.give_copy(by=by, now=now, authorization_id=paper.pk, via=via)
    except NothingToGive:
        return NO_COPY_YET
    return whether_it_counts(paper.pk, now)


def _give_copy_again(request: HttpRequest, paper: Authorization, told: Mapping[str, Any], now: datetime) -> str:
    authorizations.give_copy_again(by=staff_actor(request), now=now, authorization_id=paper.pk)
    return "Recorded: they have their copy."


def _revoke(request: HttpRequest, paper: Authorization, told: Mapping[str, Any], now: datetime) -> str:
    """What cannot be stored of a letter does not keep the revocation waiting."""
    by, zone = staff_actor(request), organisation().time_zone
    arrived = now if told["arrived_on"] == local_day(now, zone) else at_local(told["arrived_on"], time(0), zone)
    authorizations.revoke(
        by=by,
        now=now,
        authorization_id=paper.pk,
        via=Recorded(told["told"]),
        received_at=arrived,
        written_on=told["written_on"],
    )
    if told["letter"]:
        try:
            paper_files.store(
                by=by, now=now, authorization_id=paper.pk, kind=PaperFileKind.LETTER, content=told["letter"].read()
            )
        except NotAPaper as problem:
            messages.warning(request, f"The scan was not kept. {problem}")
    return "Taken back. What rested on it stops now, also what was already planned."


def _event(request: HttpRequest, paper: Authorization, told: Mapping[str, Any], now: datetime) -> str:
    authorizations.event_came(by=staff_actor(request), now=now, authorization_id=paper.pk, came_on=told["came_on"])
    return "Recorded. It counts no more from that day on."


def _defect(request: HttpRequest, paper: Authorization, told: Mapping[str, Any], now: datetime) -> str:
    authorizations.mark_defective(
        by=staff_actor(request), now=now, authorization_id=paper.pk, defect=Defect(told["defect"])
    )
    if ended_another([paper.pk]):
        return "Marked: it never counted. The earlier one ended when this one was taken: ask again."
    return "Marked: it never counted."


ACTS = (
    Act("copy", "They have their copy now", "Record the copy", CopyForm, _give_copy),
    Act(
        "again",
        "They need their copy again: print it above",
        "They have the printed copy",
        CopyAgainForm,
        _give_copy_again,
    ),
    Act("revoke", "They take it back", "Record that they take it back", RevocationForm, _revoke),
    Act("event", "The event that ends it came", "Record the event", EventForm, _event),
    Act("defect", "It was never valid", "Mark as never valid", DefectForm, _defect),
)

urlpatterns = [path("signed/<uuid:authorization_id>/", signed_paper, name="desk-signed-paper")]
