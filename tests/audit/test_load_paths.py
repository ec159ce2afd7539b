"""Every way that Django has of loading a row, and none shows plaintext or needs an event."""

import gc
import json
import pickle
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core import serializers
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, transaction
from django.db.models import Case, Count, F, Max, Min, TextField, Value, When
from django.db.models.functions import Cast, Concat, Upper
from django.forms.models import model_to_dict

from audit.domain.actors import Actor
from audit.door import phi_access
from audit.enums import PurposeOfUse
from audit.models import AuditEvent
from audit.sealed import SealedValueMisused
from patients.models import Person

CANARY = "Kanarienvogel"
pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    made = Person(kind="patient", given_name=CANARY, family_name=CANARY, email=f"{CANARY}@example.org", notes=CANARY)
    made.save()
    return made


def _raw_cursor() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM patients_person")
        return [bytes(value) if isinstance(value, memoryview) else value for value in cursor.fetchall()[0]]


READS: dict[str, Callable[[Person], Any]] = {
    "attribute": lambda p: Person.objects.get(pk=p.pk).given_name,
    "fresh instance": lambda p: p.given_name,
    "instance dict": lambda p: vars(p),
    "f-string": lambda p: f"{p.given_name} {p.given_name!r} {p.given_name:>30}",
    "percent format": lambda p: "%s" % p.given_name,  # noqa: UP031
    "str of the row": lambda p: f"{p} {p!r}",
    "values": lambda p: list(Person.objects.values()),
    "values_list": lambda p: list(Person.objects.values_list("given_name", flat=True)),
    "in_bulk": lambda p: Person.objects.in_bulk([p.pk]),
    "F annotation": lambda p: list(Person.objects.annotate(x=F("given_name")).values_list("x")),
    "alias in values": lambda p: list(Person.objects.values(x=F("email"))),
    "case annotation": lambda p: list(
        Person.objects.annotate(x=Case(When(kind="patient", then=F("given_name")))).values_list("x")
    ),
    "count": lambda p: Person.objects.aggregate(n=Count("given_name")),
    "raw query": lambda p: [row.given_name for row in Person.objects.raw("SELECT * FROM patients_person")],
    "raw query under another name": lambda p: [
        row.city for row in Person.objects.raw("SELECT id, given_name AS city FROM patients_person")
    ],
    "cursor": lambda p: _raw_cursor(),
    "defer": lambda p: Person.objects.defer("given_name").get(pk=p.pk).given_name,
    "only": lambda p: Person.objects.only("kind").get(pk=p.pk).email,
    "refresh": lambda p: (p.refresh_from_db(), p.given_name, p.notes),
    "iterator": lambda p: [row.given_name for row in Person.objects.iterator()],
    "select_related": lambda p: Person.objects.select_related("guardian").get(pk=p.pk).given_name,
    "distinct order": lambda p: list(Person.objects.order_by("given_name").distinct().values_list("given_name")),
    "model_to_dict": lambda p: model_to_dict(p, fields=[f.name for f in Person._meta.concrete_fields]),
    "value_from_object": lambda p: [f.value_from_object(p) for f in Person._meta.concrete_fields],
    "bulk_create": lambda p: [
        row.given_name for row in Person.objects.bulk_create([Person(kind="lead", given_name=CANARY)])
    ],
    "union": lambda p: list(Person.objects.values_list("given_name").union(Person.objects.values_list("email"))),
    "cast": lambda p: list(Person.objects.annotate(x=Cast("given_name", TextField())).values_list("x")),
}


@pytest.mark.parametrize("path", READS)
def test_load_path_shows_no_plaintext_and_needs_no_event(path: str, person: Person) -> None:
    before = AuditEvent.objects.count()
    shown = READS[path](person)
    assert CANARY not in f"{shown} {shown!r}"
    assert CANARY.encode().hex() not in f"{shown} {shown!r}".lower()
    assert AuditEvent.objects.count() == before


REFUSED: dict[str, Callable[[Person], Any]] = {
    "json": lambda p: json.dumps({"x": p.given_name}),
    "django json": lambda p: json.dumps({"x": p.given_name}, cls=DjangoJSONEncoder),
    "pickle": lambda p: pickle.dumps(p.given_name),
    "pickle of the row": lambda p: pickle.dumps(p),
    "pickle of a query's result": lambda p: pickle.dumps(Person.objects.all()),
    "json serializer": lambda p: serializers.serialize("json", [p]),
    "python serializer": lambda p: serializers.serialize("python", [p]),
    "xml serializer": lambda p: serializers.serialize("xml", [p]),
    "update with a value": lambda p: Person.objects.update(given_name="x"),
    "update with another column": lambda p: Person.objects.update(given_name=F("family_name")),
    "update with itself": lambda p: Person.objects.update(given_name=F("given_name")),
    "update with a case": lambda p: Person.objects.update(given_name=Case(When(kind="lead", then=F("family_name")))),
    "update with a plain value in a case": lambda p: Person.objects.update(
        given_name=Case(When(kind="patient", then=Value("x")))
    ),
    "update with a function": lambda p: Person.objects.update(given_name=Upper("given_name")),
    "update with joined text": lambda p: Person.objects.update(given_name=Concat("given_name", Value("x"))),
    "expression on an instance": lambda p: setattr(p, "given_name", F("family_name")),
    "another row's value": lambda p: setattr(Person(kind="lead"), "given_name", p.given_name),
    "another column's value": lambda p: setattr(p, "family_name", p.given_name),
    "filter": lambda p: Person.objects.filter(given_name=CANARY).count(),
    "contains": lambda p: Person.objects.filter(given_name__contains=CANARY).count(),
    "regex": lambda p: Person.objects.filter(email__regex=CANARY).count(),
    "in": lambda p: Person.objects.filter(email__in=[CANARY]).count(),
    "length transform": lambda p: Person.objects.filter(email__length=3).count(),
}


@pytest.mark.parametrize("path", REFUSED)
def test_misuse_is_refused_without_plaintext(path: str, person: Person) -> None:
    with pytest.raises(Exception) as caught, transaction.atomic():
        REFUSED[path](person)
    assert isinstance(caught.value, SealedValueMisused | TypeError | serializers.base.SerializationError)
    assert CANARY not in str(caught.value)
    assert Person.objects.exclude(given_name=None).count() == 1


def test_aggregates_over_ciphertext_show_no_plaintext(person: Person) -> None:
    for aggregate in (Max, Min):
        try:
            with transaction.atomic():
                shown = str(Person.objects.aggregate(x=aggregate("given_name")))
        except DatabaseError as error:  # PostgreSQL before 18 has no max(bytea)
            shown = str(error)
        assert CANARY not in shown


def test_dumpdata_is_refused(person: Person) -> None:
    out = StringIO()
    with pytest.raises(Exception, match="never serialised") as caught:
        call_command("dumpdata", "patients", stdout=out)
    assert CANARY not in str(caught.value) + out.getvalue()
    del caught
    gc.collect()  # closes dumpdata's abandoned cursor here, not in the middle of another test


def test_bulk_update_keeps_sealed_values_readable_and_bound(person: Person) -> None:
    other = Person(kind="lead", given_name="Ada")
    other.save()
    person.given_name, other.given_name = "Grace", "Barbara"
    Person.objects.bulk_update([person, other], ["given_name"])
    assert [_reveal(row) for row in Person.objects.order_by("created_at")] == ["Grace", "Barbara"]


def test_equality_is_identity(person: Person) -> None:
    again = Person.objects.get(pk=person.pk)
    assert (again.given_name == again.given_name, again.given_name == person.given_name) == (True, False)
    assert again.given_name != CANARY


def test_empty_values_are_null_not_ciphertext(person: Person) -> None:
    person.notes = ""
    person.save()
    assert Person.objects.filter(notes=None).count() == 1


def _reveal(person: Person) -> Any:
    with phi_access(
        actor=Actor.system("test"),
        purpose=PurposeOfUse.OPERATIONS,
        people=[person.pk],
        fields=["patients.person.given_name"],
    ) as phi:
        return phi.reveal(person.given_name)
