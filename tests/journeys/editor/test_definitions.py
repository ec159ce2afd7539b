"""Drafts, clones, publishing: what is published stays, and whoever is under way keeps it."""

from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from audit.models import AuditEvent
from campaigns.models import MessageTemplate
from clinic.models import Location
from journeys.domain.timeline import StepRule
from journeys.drafts import draft_of, fingerprint
from journeys.enums import RunKind
from journeys.models import Enrolment, Journey, JourneyVersion, Step
from journeys.operations import definitions
from journeys.operations.definitions import CannotPublish, ChangedMeanwhile, PlannedStep
from journeys.operations.runs import run
from tests.journeys.small_clinic import BY, local, operated, patient, states

NOW = local("11-23 10:00")
WHO: dict[str, Any] = {"by": BY, "now": NOW}
NEXT_DAY = StepRule("next-day", days=1, too_late_hours=48, late_entry_hours=24)


def journey(slug: str = "post-op-care") -> Journey:
    return Journey.objects.get(slug=slug)


def planned(rule: StepRule, text: str = "post-op-next-day") -> PlannedStep:
    return PlannedStep(rule, MessageTemplate.objects.get(slug=text).pk)


def test_new_journey_is_off_and_has_an_empty_draft(clinic: Location) -> None:
    made = definitions.begin(name="After a scan", trigger="procedure", **WHO)
    draft = draft_of(made)
    assert (made.slug, made.is_active, draft and draft.number, Step.objects.filter(version=draft).count()) == (
        "after-a-scan", False, 1, 0,
    )  # fmt: skip


def test_names_in_chinese_and_twice_the_same_get_addresses_of_their_own(clinic: Location) -> None:
    names = ("術後關懷", "術後關懷", "Recall", "Recall")
    found = [definitions.begin(name=name, trigger="procedure", **WHO).slug for name in names]
    assert found[:2] == ["journey", "journey-2"]
    assert len(set(found)) == 4


def test_clone_says_the_same_and_is_off(clinic: Location) -> None:
    made = definitions.clone(journey_id=journey().pk, name="Care after dental work", **WHO)
    draft = draft_of(made)
    assert draft is not None
    told = [(step.key, step.offset_days, step.template.slug) for step in draft.steps.all()]
    assert told == [("next-day", 1, "post-op-next-day"), ("one-week", 7, "post-op-one-week")]
    assert (made.cloned_from, made.trigger, made.is_active) == (journey(), "procedure", False)


def test_draft_is_begun_once(clinic: Location) -> None:
    first = definitions.begin_draft(journey_id=journey().pk, **WHO)
    again = definitions.begin_draft(journey_id=journey().pk, **WHO)
    assert (first.pk == again.pk, first.number, first.steps.count()) == (True, 2, 2)


def test_draft_sends_nothing_and_published_versions_take_over_for_who_enters_later(clinic: Location) -> None:
    ada, grace = patient("ada"), patient("grace")
    operated(ada, "11-22 15:00")
    run(NOW, kind=RunKind.MANUAL, by=BY)
    definitions.begin_draft(journey_id=journey().pk, **WHO)
    definitions.save_draft(
        journey_id=journey().pk, settings={}, steps=[planned(replace(NEXT_DAY, key="two-days", days=2))], **WHO
    )
    operated(grace, "11-23 09:00")
    run(NOW, kind=RunKind.MANUAL, by=BY)
    assert set(Enrolment.objects.values_list("person_id", "version__number")) == {(ada.pk, 1), (grace.pk, 1)}
    definitions.publish(journey_id=journey().pk, **WHO)
    joan = patient("joan")
    operated(joan, "11-23 09:30")
    run(local("11-23 11:00"), kind=RunKind.MANUAL, by=BY)
    run(local("11-25 10:00"), kind=RunKind.MANUAL, by=BY)
    assert dict(Enrolment.objects.values_list("person_id", "version__number")) == {ada.pk: 1, grace.pk: 1, joan.pk: 2}
    assert [step for step, _, _ in states(joan.pk)] == ["two-days"]
    assert [step for step, _, _ in states(grace.pk)] == ["next-day"]


def test_published_version_cannot_be_changed_by_anybody(clinic: Location) -> None:
    definitions.begin_draft(journey_id=journey().pk, **WHO)
    version = definitions.publish(journey_id=journey().pk, **WHO)
    for act in (
        lambda: JourneyVersion.objects.filter(pk=version.pk).update(priority=1),
        lambda: Step.objects.filter(version=version).update(offset_days=3),
        lambda: Step.objects.filter(version=version).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    with pytest.raises(ChangedMeanwhile):
        definitions.save_draft(journey_id=journey().pk, settings={}, steps=[], **WHO)


def test_what_speaks_against_it_is_not_published(clinic: Location) -> None:
    definitions.begin_draft(journey_id=journey().pk, **WHO)
    night = replace(NEXT_DAY, window_from=time(21), window_until=time(22))
    definitions.save_draft(journey_id=journey().pk, settings={}, steps=[planned(night)], **WHO)
    with pytest.raises(CannotPublish) as cannot:
        definitions.publish(journey_id=journey().pk, **WHO)
    (found,) = [one for one in cannot.value.findings if one.blocks]
    assert (found.step, "quiet hours" in found.says) == ("next-day", True)
    assert journey().versions.filter(published_at=None).count() == 1


def test_two_people_at_one_draft_do_not_overwrite_each_other(clinic: Location) -> None:
    read = fingerprint(definitions.begin_draft(journey_id=journey().pk, **WHO))
    definitions.save_draft(journey_id=journey().pk, settings={"priority": 2}, steps=[], expects=read, **WHO)
    with pytest.raises(ChangedMeanwhile):
        definitions.save_draft(journey_id=journey().pk, settings={"priority": 9}, steps=[], expects=read, **WHO)
    with pytest.raises(ChangedMeanwhile):
        definitions.publish(journey_id=journey().pk, expects=read, **WHO)
    draft = draft_of(journey())
    assert draft is not None
    assert draft.priority == 2


def test_discarding_leaves_what_is_published(clinic: Location) -> None:
    definitions.begin_draft(journey_id=journey().pk, **WHO)
    definitions.discard(journey_id=journey().pk, **WHO)
    assert list(journey().versions.values_list("number", flat=True)) == [1]
    with pytest.raises(ChangedMeanwhile):
        definitions.discard(journey_id=journey().pk, **WHO)


def test_trigger_stays_once_a_version_was_published(clinic: Location) -> None:
    told: dict[str, Any] = {"name": "x", "description": "", "review_every_months": 3, "trigger": "no-show"}
    definitions.describe(journey_id=journey().pk, **told, **WHO)
    new = definitions.begin(name="New", trigger="procedure", **WHO)
    definitions.describe(journey_id=new.pk, **told, **WHO)
    new.refresh_from_db()
    assert (journey().trigger, journey().name, new.trigger) == ("procedure", "x", "no-show")


def test_each_act_is_a_line_of_the_book(clinic: Location) -> None:
    before = AuditEvent.objects.latest("id").pk
    made = definitions.clone(journey_id=journey().pk, name="Mine", **WHO)
    definitions.save_draft(journey_id=made.pk, settings={}, steps=[planned(NEXT_DAY)], **WHO)
    definitions.publish(journey_id=made.pk, **WHO)
    definitions.begin_draft(journey_id=made.pk, **WHO)
    definitions.discard(journey_id=made.pk, **WHO)
    lines = AuditEvent.objects.filter(pk__gt=before, word="configure").order_by("pk")
    assert [line.details["step"] for line in lines] == [
        "clone",
        "save-draft",
        "publish",
        "begin-draft",
        "discard-draft",
    ]
