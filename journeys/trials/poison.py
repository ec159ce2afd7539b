"""One message that cannot be put together, for a reason that nobody foresaw: its place is in no zone of this world."""

from uuid import uuid4

from clinic.models import Location
from journeys.demo.house import ZONE
from patients.models import Appointment, Person

_NOWHERE = "Nowhere/Nowhere"


def poison(number: int) -> None:
    """The appointment that number `number` is to be reminded of next."""
    person = Person.objects.get(tier=f"{number}")
    nowhere = Location.objects.create(name=f"Nowhere {uuid4().hex[:8]}", time_zone=_NOWHERE)
    message = person.messages.filter(state="planned").latest("due_at")
    Appointment.objects.filter(message=message).update(location=nowhere)
    person.messages.filter(pk=message.pk).update(location=nowhere)


def cure() -> None:
    Location.objects.filter(time_zone=_NOWHERE).update(time_zone=ZONE)
