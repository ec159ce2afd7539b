"""Front-desk pages, inside the admin site (`settings.DESK_PAGES`). Addresses carry opaque ids and days only."""

from datetime import date

from django.urls import path, register_converter

from patients.desk import bookings, days, emergency, look_up, person, records
from patients.domain.dates import is_day_of_a_clinic


class DayConverter:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        day = date.fromisoformat(value)
        if not is_day_of_a_clinic(day):
            raise ValueError("no day of a clinic")
        return day

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("look-up/", look_up.look_up, name="desk-look-up"),
    path("today/", days.today, name="desk-today"),
    path("day/<day:day>/", days.day, name="desk-day"),
    path("person/new/", records.register, name="desk-register"),
    path("person/<uuid:person_id>/", person.person, name="desk-person"),
    path("person/<uuid:person_id>/edit/", records.edit, name="desk-edit"),
    path("person/<uuid:person_id>/patient/", records.become_patient, name="desk-become-patient"),
    path("person/<uuid:person_id>/notes/", emergency.notes, name="desk-notes"),
    path("person/<uuid:person_id>/emergency/", emergency.emergency, name="desk-emergency"),
    path("person/<uuid:person_id>/emergency/end/", emergency.end_emergency, name="desk-end-emergency"),
    path("person/<uuid:person_id>/book/", bookings.book, name="desk-book"),
    path("appointment/<uuid:appointment_id>/move/", bookings.move, name="desk-move"),
    path("appointment/<uuid:appointment_id>/cancel/", days.cancel, name="desk-cancel"),
    path("appointment/<uuid:appointment_id>/mark/", days.mark, name="desk-mark"),
]
