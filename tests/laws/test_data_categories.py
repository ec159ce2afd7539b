"""Every field that an event can name has its category on purpose."""

import pytest
from django.apps import apps

from audit.enums import DataCategory
from clinic.data_categories import CATEGORIES, category_of, of
from tests.laws.field_classes import FIELD_CLASSES

OURS = {"audit", "clinic", "patients", "consent", "campaigns", "journeys"}
ONE_FOR_ALL = {"audit", "clinic", "consent", "campaigns", "journeys", "django_celery_beat"}
MODELS = sorted(model._meta.label_lower for model in apps.get_models() if model._meta.app_label in OURS)
SEALED = sorted(
    f"{model}.{name}" for model, classes in FIELD_CLASSES.items() for name in classes.get("identifying", "").split()
)


@pytest.mark.parametrize("model", MODELS)
def test_every_model_stands_in_the_table_or_its_app_does(model: str) -> None:
    assert model in CATEGORIES or model.split(".")[0] in ONE_FOR_ALL & set(CATEGORIES)


def test_table_names_what_exists() -> None:
    fields = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
    }
    models = {model._meta.label_lower for model in apps.get_models()}
    assert set(CATEGORIES) - fields - models - ONE_FOR_ALL == set()


@pytest.mark.parametrize("field", SEALED)
def test_no_sealed_field_is_set_up_or_demographics(field: str) -> None:
    """What is sealed identifies, reaches, or tells something of somebody; a coarse column of a person does not."""
    assert category_of(field) not in {DataCategory.DEMOGRAPHICS, *([] if field in _HOUSE else [DataCategory.HOUSE])}


#: Sealed for another reason than a patient.
_HOUSE = {"clinic.vendorpaper.sealed"}


@pytest.mark.parametrize(
    ("model", "limited"),
    [(model, classes["limited"]) for model, classes in sorted(FIELD_CLASSES.items()) if "limited" in classes],
)
def test_model_with_a_column_about_somebody_is_not_set_up(model: str, limited: str) -> None:
    if model not in _ABOUT_STAFF:
        assert category_of(model) != DataCategory.HOUSE, limited


#: News between rooms and lists of exports: opaque ids of people in them are for machines.
_ABOUT_STAFF = {"clinic.notice"}


def test_what_nobody_has_classified_counts_as_identity() -> None:
    assert of(["weather.report", "patients.appointment"]) == ["identity", "schedule"]
