"""Installing the built-in journeys. Doing it again adds what is missing and touches nothing else."""

from datetime import datetime

from django.db import connection, transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.models import MessageTemplate, Segment
from campaigns.operations import library as texts
from consent.operations import forms, notices
from journeys.library import BUILT_IN, BuiltInJourney, BuiltInStep
from journeys.models import Journey, JourneyVersion, Step


def install_everything(*, by: Actor, now: datetime) -> None:
    """What a clinic starts with: authorization forms, the privacy notice, texts, segments and journeys.

    Again changes nothing.
    """
    forms.install(by=by, now=now)
    notices.install(by=by, now=now)
    texts.install(by=by, now=now)
    install(by=by, now=now)


@transaction.atomic
def install(*, by: Actor, now: datetime) -> list[Journey]:
    """The journeys that were missing, switched on, each with a published first version.

    Their templates must be there (`campaigns.operations.library.install`): raises `MessageTemplate.DoesNotExist`.
    """
    with connection.cursor() as cursor:  # two installations at once: the second finds all of it there
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('journeys.library'))")
    there = set(Journey.objects.values_list("slug", flat=True))
    added = [_install(plan, now) for plan in BUILT_IN if plan.slug not in there]
    for journey in added:
        record_change(
            word=AuditWord.CONFIGURE,
            actor=by,
            fields=["journeys.journey"],
            details={"journey": journey.slug, "version": 1},
        )
    return added


def _install(plan: BuiltInJourney, now: datetime) -> Journey:
    journey = Journey.objects.create(
        slug=plan.slug,
        name=plan.name,
        description=plan.description,
        trigger=plan.trigger,
        is_active=True,
    )
    version = JourneyVersion.objects.create(
        journey=journey, number=1, segment=Segment.objects.filter(slug=plan.segment).first()
    )
    for step in plan.steps:
        _step(version, step).save(force_insert=True)
    version.published_at = now
    version.save(update_fields=["published_at"])
    return journey


def _step(version: JourneyVersion, step: BuiltInStep) -> Step:
    template = MessageTemplate.objects.get(slug=step.template)
    return Step(
        version=version,
        key=step.rule.key,
        offset_days=step.rule.days,
        offset_hours=step.rule.hours,
        window_from=step.rule.window_from,
        window_until=step.rule.window_until,
        too_late_hours=step.rule.too_late_hours,
        late_entry_hours=step.rule.late_entry_hours,
        condition=step.rule.condition,
        weekdays=sorted(step.rule.weekdays),
        on_closed_days=step.rule.on_closed_days,
        only_that_day=step.rule.only_that_day,
        template=template,
        channel=template.channel,
    )
