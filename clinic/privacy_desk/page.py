"""The desk itself, from the top down: is everything in order, what waits, what was read."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from audit import ledger
from audit.enums import AuditWord, PurposeOfUse
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.domain.privacy import PrivacyCard, worst
from clinic.privacy_desk.charts import fortnight
from clinic.privacy_desk.seals import seals_in_words
from clinic.queries import organisation


@desk_page("audit.view_auditevent")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    ledger.record_read(
        word=AuditWord.AUDIT,
        actor=staff_actor(request),
        purpose=PurposeOfUse.OPERATIONS,
        people=(),
        fields=("audit.auditevent",),
    )
    cards, seals = cards_of(now), seals_in_words(now)
    return show(
        request,
        "clinic/privacy/desk.html",
        title="Privacy desk",
        seals=seals,
        cards=cards,
        overall=worst([seals.state, *(card.state for card in cards)]),
        waiting=sum(card.state != "good" for card in cards) + (seals.state != "good"),
        read=fortnight(now, organisation().time_zone),
    )


def cards_of(now: datetime) -> list[PrivacyCard]:
    """What needs somebody first."""
    found: list[PrivacyCard] = [import_string(card)(now) for card in settings.PRIVACY_CARDS]
    return sorted(found, key=lambda card: ("act", "look", "good").index(card.state))
