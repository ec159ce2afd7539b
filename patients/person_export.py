"""A person's record as the person's own export holds it (45 CFR 164.524(c)): all of it that is kept here."""

from collections.abc import Iterator

from clinic.domain.person_export import Asked, Part, Value, opens
from patients.enums import DayPart
from patients.models import Appointment, ConsentClaim, DeskTask, Person, Procedure, Visit

_SEALED = (
    "given_name", "family_name", "email", "confidential_email", "phone", "street", "birth_date", "record_number",
    "notes",
)  # fmt: skip
_OF_TASKS = tuple(f"patients.desktask.{name}" for name in ("contact_name", "contact_email", "contact_phone", "words"))
_BESIDE = (
    "patients.person", "patients.appointment", "patients.visit", "patients.procedure", "patients.consentclaim",
    "patients.desktask",
)  # fmt: skip


@opens(*(f"patients.person.{name}" for name in _SEALED), *_OF_TASKS, beside=_BESIDE)
def parts(asked: Asked) -> Iterator[Part]:
    person = Person.objects.get(pk=asked.person_id)
    told: dict[str, Value] = {name: asked.phi.reveal(getattr(person, name)) for name in _SEALED}
    yield Part("person", "You", (told | _in_clear(person),))
    yield Part("appointments", "Appointments", tuple(_appointments(asked)))
    yield Part("visits", "Visits", tuple(_visits(asked)))
    yield Part("procedures", "Procedures", tuple(_procedures(asked)))
    yield Part("asked_of_the_desk", "What you asked our front desk for", tuple(_tasks(asked)))
    yield Part("imported_choices", "Choices that came from another system", tuple(_claims(asked)))


def _in_clear(person: Person) -> dict[str, Value]:
    return {
        "reference": str(person.pk),
        "kind": person.get_kind_display(),
        "birth_year": person.birth_year,
        "sex": person.get_sex_display(),
        "postal_code_begins": person.postal_prefix,
        "city": person.city,
        "language": person.get_language_display(),
        "time_zone": person.time_zone,
        "interests": list(person.interests),
        "tier": person.tier,
        "shares_inbox": person.shares_inbox,
        "has_guardian": person.guardian_id is not None,
        "not_to_be_marketed_to": person.is_negative_persona,
        "deceased": person.is_deceased,
        "with_us_since": person.joined_on,
        "source": person.source,
        "first_recorded": person.created_at,
        "last_changed": person.updated_at,
    }


def _appointments(asked: Asked) -> Iterator[dict[str, Value]]:
    rows = Appointment.objects.filter(person_id=asked.person_id).select_related("location", "service")
    for row in rows.order_by("starts_at"):
        yield {
            "starts": row.starts_at,
            "minutes": row.minutes,
            "place": row.location.name,
            "service": row.service.name if row.service else None,
            "status": row.get_status_display(),
        }


def _visits(asked: Asked) -> Iterator[dict[str, Value]]:
    for row in Visit.objects.filter(person_id=asked.person_id).select_related("location").order_by("started_at"):
        yield {
            "started": row.started_at,
            "ended": row.ended_at,
            "category": row.get_category_display(),
            "place": row.location.name if row.location else None,
        }


def _procedures(asked: Asked) -> Iterator[dict[str, Value]]:
    for row in Procedure.objects.filter(person_id=asked.person_id).order_by("ended_at"):
        yield {"ended": row.ended_at, "category": row.get_category_display()}


def _tasks(asked: Asked) -> Iterator[dict[str, Value]]:
    for row in DeskTask.objects.filter(person_id=asked.person_id).order_by("asked_at"):
        yield {
            "asked": row.asked_at,
            "what": row.get_kind_display(),
            "category": row.get_category_display() if row.category else None,
            "wished_for": [f"{one['day']} {DayPart(one['part']).label.lower()}" for one in row.preferred],
            "name": asked.phi.reveal(row.contact_name),
            "email": asked.phi.reveal(row.contact_email),
            "phone": asked.phi.reveal(row.contact_phone),
            "words": asked.phi.reveal(row.words),
            "state": row.get_state_display(),
            "ended": row.ended_at,
            "outcome": row.get_outcome_display() if row.outcome else None,
        }


def _claims(asked: Asked) -> Iterator[dict[str, Value]]:
    """What a list said that came from elsewhere; whether we took it over is in the choices."""
    for row in ConsentClaim.objects.filter(person_id=asked.person_id).order_by("given_on", "pk"):
        yield {
            "topic": row.topic,
            "wanted": row.wanted,
            "on": row.given_on,
            "source": row.source,
            "text": row.text_version,
            "looked_at": row.collected_at,
        }
