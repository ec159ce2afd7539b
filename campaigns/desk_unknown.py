"""Messages that may have left, and nobody knows whether they arrived: what to look for, and buttons for what was found.

No name stands here: a Message-ID is what the log of a mail service is searched by.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit.enums import AuditWord
from campaigns.enums import BASES_OF_STAFF, Basis, Found, MessageState
from campaigns.letters import mail_host
from campaigns.models import Message, Settlement
from campaigns.operations import unknowns
from clinic.desk import record_look, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.enums import Channel
from clinic.journey_names import journey_names
from clinic.staff_names import called

MOST = 100
_SHOWN = ("campaigns.message", "campaigns.settlement")
_SAID = {
    Found.ARRIVED: "{} settled: arrived.",
    Found.NOT_ARRIVED: "{} settled: did not arrive.",
    Found.SENT_AGAIN: "{} will be sent again, if nothing speaks against it by then.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """`look_for`: what the log of its service knows it by: the service's own id if we have one, else ours."""

    message: Message
    journey: str
    look_for: str
    may_be_sent_again: bool


@dataclass(frozen=True, slots=True)
class Together:
    """What was handed over at one moment on one channel: a worker that died leaves such a group."""

    left_at: datetime | None
    channel: Channel
    lines: tuple[Line, ...]

    @property
    def number(self) -> int:
        return len(self.lines)

    @property
    def has_some_to_send_again(self) -> bool:
        return any(line.may_be_sent_again for line in self.lines)


@desk_page("campaigns.view_settlement")
@require_safe
def unknown(request: HttpRequest) -> HttpResponse:
    """What is open, the oldest first, all or of one journey, `MOST` on a page; with `?done=1` what was settled last."""
    if request.GET.get("done") == "1":
        return _done(request)
    waiting = Message.objects.filter(state=MessageState.UNKNOWN)
    slugs = sorted(set(waiting.order_by().values_list("origin_slug", flat=True).distinct()))
    chosen = request.GET.get("journey", "") if request.GET.get("journey") in slugs else ""
    found = waiting.filter(origin_slug=chosen) if chosen else waiting
    page = Paginator(found.select_related("template").order_by("handed_over_at", "channel", "id"), MOST).get_page(
        request.GET.get("page")
    )
    rows = list(page.object_list)
    _record_look(request, rows)
    names = journey_names(slugs)
    return show(
        request,
        "campaigns/desk/unknown.html",
        title="Nobody knows whether these arrived",
        groups=list(_groups(rows, names, timezone.now())),
        page=page,
        journeys=sorted(names.items(), key=lambda one: one[1]),
        chosen=chosen,
        bases=[(basis.value, basis.label) for basis in BASES_OF_STAFF],
    )


def _done(request: HttpRequest) -> HttpResponse:
    found = Settlement.objects.select_related("message__template").order_by("-settled_at", "-id")
    page = Paginator(found, MOST).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    _record_look(request, [row.message for row in rows])
    names = called(row.settled_by for row in rows if row.settled_by)
    lines = [(row, names.get(row.settled_by, "this system")) for row in rows]
    return show(request, "campaigns/desk/unknown_done.html", title="How it was found out", lines=lines, page=page)


@desk_page("campaigns.add_settlement")
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """What was found about those that are ticked, or about the whole group as it was shown."""
    ids, found, basis = _ids(request.POST), request.POST.get("do", ""), request.POST.get("basis", "")
    if not ids or found not in Found.values or basis not in BASES_OF_STAFF:
        messages.error(request, "Nothing was changed: tick at least one message, and say how you know.")
        return redirect("admin:desk-unknown")
    again, by, now = found == Found.SENT_AGAIN, staff_actor(request), timezone.now()
    if again:
        number = unknowns.send_again(ids, basis=Basis(basis), by=by, now=now)
    else:
        number = unknowns.settle(ids, found=Found(found), basis=Basis(basis), by=by, now=now)
    if number:
        messages.success(request, _SAID[Found(found)].format(_counted(number)))
    if left := len(ids) - number:
        why = "cannot be sent again: settled, too late, or not about a treatment" if again else "settled meanwhile"
        messages.warning(request, f"{_counted(left)} {why}.")
    return redirect("admin:desk-unknown")


def _ids(told: QueryDict) -> list[UUID]:
    texts = told.getlist("shown" if told.get("all") else "message")[:MOST]
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        return []


def _counted(number: int) -> str:
    return f"{number} message" if number == 1 else f"{number} messages"


def _groups(rows: Iterable[Message], names: Mapping[str, str], now: datetime) -> Iterator[Together]:
    for (left_at, channel), group in groupby(rows, key=lambda row: (row.handed_over_at, row.channel)):
        yield Together(left_at, Channel(channel), tuple(_line(row, names, now) for row in group))


def _line(row: Message, names: Mapping[str, str], now: datetime) -> Line:
    message_id = f"<{row.pk}@{mail_host()}>" if row.channel == Channel.EMAIL else ""
    return Line(row, names[row.origin_slug], row.receipt or message_id, unknowns.can_be_sent_again(row, now))


def _record_look(request: HttpRequest, rows: Iterable[Message]) -> None:
    record_look(request, people={row.person_id for row in rows}, fields=_SHOWN, word=AuditWord.LIST)


urlpatterns = [
    path("unknown-messages/", unknown, name="desk-unknown"),
    path("unknown-messages/settle/", act, name="desk-unknown-act"),
]
