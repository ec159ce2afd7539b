"""Rows that are made many at a time arrive as they were."""

from datetime import date
from uuid import UUID

import pytest
from django.db import DataError, transaction

from campaigns.models import MessageTemplate
from campaigns.operations.quick_rows import insert_new, unsaved
from clinic.models import Vendor

ODD = ["plain", 'with "quotes"', "back\\slash", "a{b},c", "NULL", "", "  ", "two\nlines", "50 %s", "回診 🙂"]


@pytest.mark.django_db
def test_texts_arrive_as_they_were() -> None:
    rows = [_template(f"slug-{number}", name) for number, name in enumerate(ODD)]

    assert insert_new(rows) == {row.pk for row in rows}
    assert list(MessageTemplate.objects.filter(pk__in=_ids(rows)).order_by("pk").values_list("name", flat=True)) == [
        row.name for row in sorted(rows, key=lambda row: row.pk)
    ]


@pytest.mark.django_db
def test_days_lists_and_nothing_arrive_as_they_were() -> None:
    said = [(date(2030, 2, 28), ["send", 'a, "b"']), (None, []), (date(2031, 1, 1), ["send"])]
    rows = [
        Vendor(name=f"Vendor {number}", backend=f"backend-{number}", baa_ends_on=ends_on, baa_scope=scope)
        for number, (ends_on, scope) in enumerate(said)
    ]

    insert_new(rows)

    found = Vendor.objects.filter(pk__in=_ids(rows)).order_by("name")
    assert list(found.values_list("baa_ends_on", "baa_scope")) == said


@pytest.mark.django_db
def test_what_is_there_already_stays_and_is_not_new() -> None:
    old, new = _template("the-slug", "Old"), _template("another", "New")
    insert_new([old])

    assert insert_new([_template("the-slug", "Newer"), new]) == {new.pk}
    assert MessageTemplate.objects.get(slug="the-slug").name == "Old"


@pytest.mark.django_db
@pytest.mark.parametrize("slugs", [("x" * 51, "x" * 51), ("short", "x" * 51)])
def test_what_is_too_long_is_refused_and_not_cut_off(slugs: tuple[str, str]) -> None:
    with pytest.raises(DataError), transaction.atomic():
        insert_new([_template(slug, "Name") for slug in slugs])


def test_an_unsaved_row_is_what_the_model_makes_of_its_values() -> None:
    values = {"id": UUID(int=7), "slug": "the-slug", "name": "Name", "purpose": "treatment"}

    quick, usual = unsaved(MessageTemplate, values), MessageTemplate(**values)

    names = [field.attname for field in MessageTemplate._meta.concrete_fields]
    assert [getattr(quick, name) for name in names] == [getattr(usual, name) for name in names]
    assert quick._state.adding


def _template(slug: str, name: str) -> MessageTemplate:
    return MessageTemplate(slug=slug, name=name, purpose="treatment", topic="appointments")


def _ids(rows: list[MessageTemplate] | list[Vendor]) -> list[UUID]:
    return [row.pk for row in rows]
