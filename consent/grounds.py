"""What decisions rest on, in words: choices, opt-ins, papers, addresses that mail came back from, vendors' agreements.

Opaque and coarse: no name, no address. A row of somebody else, whose address it is too, is only said to be one.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from clinic.domain.hours import local_day
from clinic.models import Vendor
from clinic.queries import organisation
from consent.models import Authorization, OptIn, Pause, Preference, Restriction, RiskAcknowledgement, Suppression

_OF_SOMEBODY_ELSE = "Another record at the same address"


@dataclass(frozen=True, slots=True)
class Ground:
    """`route`: name of the page that shows the row (it needs the id), or empty; `permission`: who may open it."""

    id: UUID
    says: str
    route: str = ""
    permission: str = ""


def grounds(ids: Collection[UUID], *, person_id: UUID) -> dict[UUID, Ground]:
    """Of decisions about one person. One query for each kind of row; an id of nothing is not in the answer."""
    wanted = set(ids)
    if not wanted:
        return {}
    zone = organisation().time_zone
    return {
        row.pk: _ground(row, says, person_id, zone)
        for model, (related, says) in _WORDS.items()
        for row in model._default_manager.filter(pk__in=wanted).select_related(*related)
    }


def _ground(row: Any, says: Callable[[Any, "Day"], str], person_id: UUID, zone: str) -> Ground:
    if getattr(row, "person_id", person_id) != person_id:
        return Ground(row.pk, _OF_SOMEBODY_ELSE)
    words = says(row, Day(zone))
    if type(row) not in _WITH_A_PAGE:
        return Ground(row.pk, words)
    label = row._meta.label_lower
    app, model = label.split(".")
    return Ground(row.pk, words, f"admin:{label.replace('.', '_')}_change", f"{app}.view_{model}")


@dataclass(frozen=True, slots=True)
class Day:
    """A moment as the clinic's day, or a day, in words."""

    zone: str

    def __call__(self, at: date | datetime | None) -> str:
        if at is None:
            return ""
        day = local_day(at, self.zone) if isinstance(at, datetime) else at
        return f"{day.day} {day:%B %Y}"


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _text(version: str) -> str:
    return f"text {version}" if version else ""


def _preference(row: Preference, day: Day) -> str:
    answer = "wanted" if row.wanted else "not wanted"
    return _joined(
        f"{row.get_topic_display()} {answer} since {day(row.recorded_at)}",
        row.get_via_display().lower(),
        _text(row.text_version),
    )


def _opt_in(row: OptIn, day: Day) -> str:
    confirmed = f"confirmed {day(row.confirmed_at)}" if row.confirmed_at else ""
    asked = f"Asked for {row.get_topic_display().lower()} on {day(row.asked_at)}"
    return _joined(asked, confirmed, f"form {row.form}" if row.form else "", _text(row.text_version))


def _authorization(row: Authorization, day: Day) -> str:
    return _joined(
        f"Signed authorization: {row.form}",
        f"signed {day(row.signed_on)}" if row.signed_on else "not signed",
        f"until {day(row.expires_on)}" if row.expires_on else "",
        f"revoked {day(row.revoked_at)}" if row.revoked_at else "",
        row.get_defect_display().lower() if row.defect else "",
    )


def _risk(row: RiskAcknowledgement, day: Day) -> str:
    answer = "Accepted e-mail without enforced encryption" if row.accepted else "Declined unencrypted e-mail"
    return _joined(f"{answer} on {day(row.recorded_at)}", _text(row.text_version))


def _suppression(row: Suppression, day: Day) -> str:
    return _joined(f"{row.get_cause_display()} since {day(row.since)}", f"until {day(row.until)}" if row.until else "")


def _pause(row: Pause, day: Day) -> str:
    return f"News and offers paused on {day(row.recorded_at)} until {day(row.until)}"


def _restriction(row: Restriction, day: Day) -> str:
    agreed = "Agreed" if row.is_agreed else "Ended"
    return f"{agreed} on {day(row.recorded_at)}: {row.get_covers_display().lower()}"


def _vendor(row: Vendor, day: Day) -> str:
    return _joined(
        f"Agreement (BAA) with {row.name}",
        f"signed {day(row.baa_signed_on)}" if row.baa_signed_on else "not signed",
        f"until {day(row.baa_ends_on)}" if row.baa_ends_on else "",
    )


_WITH_A_PAGE = frozenset({Preference, OptIn, Authorization, RiskAcknowledgement, Suppression, Vendor})
#: Model → what is read with it, and what its row says.
_WORDS: dict[type[Model], tuple[tuple[str, ...], Callable[[Any, Day], str]]] = {
    Preference: ((), _preference),
    OptIn: ((), _opt_in),
    Authorization: (("form",), _authorization),
    RiskAcknowledgement: ((), _risk),
    Suppression: ((), _suppression),
    Pause: ((), _pause),
    Restriction: ((), _restriction),
    Vendor: ((), _vendor),
}
