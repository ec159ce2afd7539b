"""What is on record about one person, each kind of it read once, however many journeys are asked about."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from campaigns.enums import PlaceState, SeminarState
from campaigns.models import SeminarPlace
from clinic.models import Organisation
from clinic.queries import organisation
from consent.enums import AuthorizationState, OptInMode, Topic
from consent.models import Authorization, OptIn, Preference
from consent.queries import holidays_left_out
from journeys.models import Enrolment
from patients.models import Appointment, Person, Procedure, Visit


class Known:
    """Moments and words in clear alone. Rows are read when they are first asked for."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @cached_property
    def clinic(self) -> Organisation:
        return organisation()

    @cached_property
    def appointments(self) -> Sequence[tuple[datetime, str]]:
        """(starts at, status)."""
        return list(Appointment.objects.filter(person=self.person).values_list("starts_at", "status"))

    @cached_property
    def procedures(self) -> Sequence[tuple[datetime, str]]:
        """(ended at, category)."""
        return list(Procedure.objects.filter(person=self.person).values_list("ended_at", "category"))

    @cached_property
    def visits(self) -> Sequence[tuple[datetime, str]]:
        """(started at, category)."""
        return list(Visit.objects.filter(person=self.person).values_list("started_at", "category"))

    @cached_property
    def said_yes(self) -> Sequence[tuple[str, datetime]]:
        """(topic, when recorded) of each choice for a topic, whatever was chosen later."""
        wanted = Preference.objects.filter(person=self.person, wanted=True)
        return list(wanted.values_list("topic", "recorded_at"))

    @cached_property
    def forms(self) -> Sequence[OptIn]:
        return list(OptIn.objects.filter(person=self.person))

    @cached_property
    def signed(self) -> Sequence[tuple[str, str, UUID | None, date | None]]:
        """(state, defect, superseded by, expires on) of each authorization."""
        rows = Authorization.objects.filter(person=self.person)
        return list(rows.values_list("state", "defect", "superseded_by", "expires_on"))

    @cached_property
    def seminars(self) -> Sequence[datetime]:
        """When those begin at which they have a place."""
        on = [SeminarState.OPEN, SeminarState.CLOSED]
        held = SeminarPlace.objects.filter(person=self.person, state=PlaceState.HELD, seminar__state__in=on)
        return list(held.values_list("seminar__starts_at", flat=True))

    @cached_property
    def holidays_left_out(self) -> frozenset[str]:
        return holidays_left_out(self.person.pk)

    @cached_property
    def entries(self) -> Sequence[tuple[UUID, datetime]]:
        """(journey, anchor) of each."""
        return list(Enrolment.objects.filter(person=self.person).values_list("journey_id", "anchor_at"))

    def ever_said_yes(self, *topics: str) -> bool:
        return any(topic in topics for topic, _ in self.said_yes) or any(form.topic in topics for form in self.forms)

    def asked_to_know_the_clinic(self) -> Sequence[datetime]:
        """Each time that counts: of a form that must be confirmed, when it was."""
        said = [at for topic, at in self.said_yes if topic == Topic.INTRODUCTION]
        forms = [form for form in self.forms if form.topic == Topic.INTRODUCTION]
        counting = [form for form in forms if form.confirmed_at or form.mode == OptInMode.SINGLE]
        return [*said, *(form.confirmed_at or form.asked_at for form in counting)]

    def permissions_end_on(self) -> Sequence[date]:
        """Last days of what stands signed."""
        return [
            ends
            for state, defect, superseded_by, ends in self.signed
            if state == AuthorizationState.ACTIVE and not defect and superseded_by is None and ends
        ]
