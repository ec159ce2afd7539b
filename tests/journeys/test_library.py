"""The built-in journeys: installed once, their versions kept by the database."""

import pytest
from django.db import DatabaseError, transaction

from clinic.models import Location
from journeys.library import BUILT_IN
from journeys.models import Journey, JourneyVersion, Step
from journeys.operations import library
from tests.journeys.small_clinic import BY, LONG_AGO


def test_installing_again_adds_nothing(clinic: Location) -> None:
    assert library.install(by=BY, now=LONG_AGO) == []
    assert list(Journey.objects.order_by("slug").values_list("slug", flat=True)) == sorted(
        plan.slug for plan in BUILT_IN
    )
    on = Journey.objects.filter(is_active=True).order_by("slug")
    assert list(on.values_list("slug", flat=True)) == [
        "annual-checkup",
        "appointment-reminder",
        "post-op-care",
        "seminar-reminder",
        "welcome",
    ]


def test_installing_leaves_a_switched_off_journey_off(clinic: Location) -> None:
    Journey.objects.update(is_active=False)
    library.install(by=BY, now=LONG_AGO)
    assert Journey.objects.filter(is_active=True).count() == 0


@pytest.mark.parametrize("change", ["version", "version deleted", "step", "step deleted", "step added"])
def test_published_version_cannot_be_changed(clinic: Location, change: str) -> None:
    version = JourneyVersion.objects.get(journey__slug="welcome")
    step = version.steps.get()
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        match change:
            case "version":
                JourneyVersion.objects.filter(pk=version.pk).update(number=7)
            case "version deleted":
                JourneyVersion.objects.filter(pk=version.pk)._raw_delete("default")
            case "step":
                Step.objects.filter(pk=step.pk).update(too_late_hours=1)
            case "step deleted":
                Step.objects.filter(pk=step.pk)._raw_delete("default")
            case "step added":
                Step.objects.create(version=version, key="another", template=step.template)


def test_draft_version_may_be_changed(clinic: Location) -> None:
    journey = Journey.objects.get(slug="welcome")
    draft = JourneyVersion.objects.create(journey=journey, number=2)
    Step.objects.create(version=draft, key="hello", template=Step.objects.first().template)
    Step.objects.filter(version=draft).update(too_late_hours=1)
    draft.delete()
    assert JourneyVersion.objects.filter(journey=journey).count() == 1
