"""Every column is classified, and what identifies is sealed."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

from audit.fields import BlindIndexField, EncryptedField
from tests.laws.field_classes import FIELD_CLASSES

OURS = {"audit", "clinic", "patients", "consent", "campaigns", "journeys"}


def _fields() -> Iterator[tuple[str, models.Field]]:
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            yield from ((model._meta.label_lower, field) for field in model._meta.concrete_fields)


def test_every_field_is_classified_once() -> None:
    classified = sorted(
        f"{model}.{name}"
        for model, classes in FIELD_CLASSES.items()
        for names in classes.values()
        for name in names.split()
    )
    assert classified == sorted(f"{model}.{field.name}" for model, field in _fields())


@pytest.mark.parametrize(
    ("model", "field"), [pytest.param(*found, id=f"{found[0]}.{found[1].name}") for found in _fields()]
)
def test_field_is_kept_as_its_class_asks(model: str, field: models.Field) -> None:
    classes = FIELD_CLASSES.get(model, {})
    assert isinstance(field, EncryptedField) == (field.name in classes.get("identifying", "").split())
    assert (isinstance(field, BlindIndexField) or field.name == "name_keys") == (
        field.name in classes.get("digest", "").split()
    )


def test_a_blind_index_that_is_never_empty_says_so_to_its_database() -> None:
    """Migrations are written from what a field says of itself."""
    for field, null in ((BlindIndexField(null=False), False), (BlindIndexField(), True)):
        assert (field.deconstruct()[3]["null"], field.clone().null) == (null, null)


@pytest.mark.django_db
def test_columns_may_be_empty_where_their_fields_may() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name, is_nullable = 'YES' FROM information_schema.columns")
        columns = {(table, column): may for table, column, may in cursor.fetchall()}
    told = {
        (model._meta.db_table, field.column): field.null
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if model._meta.managed
    }
    assert {where: null for where, null in told.items() if where in columns and columns[where] != null} == {}
