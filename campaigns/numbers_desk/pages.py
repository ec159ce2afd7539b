"""Numbers of campaigns, journeys and texts, a quarter at a time, and the same as a file."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from audit.enums import AuditWord
from campaigns.domain.numbers import Measure
from campaigns.domain.quarters import asked_for, offered
from campaigns.domain.suppression import FEW
from campaigns.numbers_desk.files import as_csv
from campaigns.numbers_desk.pictures import beside_in_words, difference_picture, pictures
from campaigns.numbers_desk.report import Report, report
from clinic.desk import record_look
from clinic.desk_pages import desk_page, show
from clinic.queries import organisation

_MESSAGES = (
    Measure.PLANNED, Measure.SENT, Measure.DELIVERED, Measure.BOUNCED, Measure.COMPLAINED, Measure.OPENED,
    Measure.CLICKED, Measure.BY_MACHINE, Measure.UNSUBSCRIBED,
)  # fmt: skip
_OUTCOMES = (
    Measure.APPOINTMENTS, Measure.CONFIRMED, Measure.KEPT, Measure.NO_SHOW, Measure.BOOKED, Measure.REGISTERED,
    Measure.CAME,
)  # fmt: skip


@desk_page("campaigns.measure_campaign")
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    now, zone = timezone.now(), organisation().time_zone
    told = report(asked_for(request.GET.get("quarter", ""), now, zone), zone, now)
    return show(
        request,
        "campaigns/desk/numbers.html",
        title="Numbers",
        quarter=told.quarter,
        quarters=offered(now, zone),
        tables=[_table(told, place) for place in range(len(told.tables))],
        beside=beside_in_words(told.beside),
        differences=difference_picture(told.beside),
        few=FEW,
    )


def _table(told: Report, place: int) -> dict[str, object]:
    table = told.tables[place]
    return {
        "kind": table.kind,
        "title": table.title,
        "pictures": pictures(table),
        "reasons": [(line.name, line.reasons) for line in table.lines if line.reasons],
        "parts": [
            (words, [(line.name, line.some(*measures)) for line in table.lines])
            for words, measures in (("Messages", _MESSAGES), ("What people did", _OUTCOMES))
            if table.lines
        ],
    }


@desk_page("campaigns.measure_campaign")
@require_POST
def numbers_file(request: HttpRequest) -> HttpResponse:
    """What leaves stands in the book before it does."""
    now, zone = timezone.now(), organisation().time_zone
    told = report(asked_for(request.POST.get("quarter", ""), now, zone), zone, now)
    record_look(
        request,
        people=(),
        fields=["campaigns.message", "campaigns.campaign"],
        word=AuditWord.EXPORT,
        details={"kind": "numbers-csv", "quarter": str(told.quarter)},
    )
    response = HttpResponse(as_csv(told), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="revisit-numbers-{told.quarter}.csv"'
    response["Cache-Control"] = "no-store"
    return response
