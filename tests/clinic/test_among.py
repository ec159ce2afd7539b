"""Long lists of ids and digests as one value."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from patients.models import Appointment, Person
from tests.desk_people import appointment, patient

pytestmark = pytest.mark.django_db


def test_ids_and_digests_are_found_among_others() -> None:
    mei, lin = patient("Mei", email="mei@example.org"), patient("Lin", email="lin@example.org")
    booked = appointment(mei)
    assert list(Person.objects.filter(pk__among={mei.pk, uuid4()})) == [mei]
    assert list(Person.objects.exclude(pk__among={mei.pk, uuid4()})) == [lin]
    assert list(Person.objects.filter(email_key__among=[bytes(lin.email_key), b"\x00\\\"{},'"])) == [lin]
    assert list(Appointment.objects.filter(person_id__among=[mei.pk])) == [booked]


def test_nothing_is_among_none_and_nobody_is_asked() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert list(Person.objects.filter(pk__among=set())) == []
    assert len(asked) == 0
