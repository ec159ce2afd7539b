"""What staff read when a paper or its copy was recorded: whether it counts, as the gate judges it today."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest

from clinic.domain.hours import local_day
from clinic.queries import organisation
from consent.enums import Standing
from consent.signed_papers import stands_today

_WHY_NOT = {
    Standing.NOT_YET: "they have no copy yet",
    Standing.EXPIRED: "it has expired",
    Standing.REVOKED: "they took it back",
    Standing.SUPERSEDED: "they signed this form again later",
    Standing.DEFECTIVE: "it was never valid",
}
NO_COPY_YET = "Not recorded: there is no copy that they could have. Make the copy first, then print it."


def say_whether_it_counts(request: HttpRequest, paper_id: UUID, now: datetime) -> None:
    """For a paper that is no draft any more."""
    stands = _stands(paper_id, now)
    level = messages.SUCCESS if stands == Standing.ACTIVE else messages.WARNING
    messages.add_message(request, level, _words(stands))


def whether_it_counts(paper_id: UUID, now: datetime) -> str:
    return _words(_stands(paper_id, now))


def _stands(paper_id: UUID, now: datetime) -> Standing:
    return Standing(stands_today(paper_id, local_day(now, organisation().time_zone)).value)


def _words(stands: Standing) -> str:
    if stands == Standing.ACTIVE:
        return "Recorded: it counts from now on."
    return f"Recorded. It does not count: {_WHY_NOT[stands]}."
