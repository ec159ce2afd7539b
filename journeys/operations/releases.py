"""Letting go what waits for somebody to say so, where the clinic releases by hand."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.operations import holding
from clinic.enums import StaffAlert
from clinic.operations.alerts import settle_alerts
from journeys.domain.holding import AWAITS_RELEASE
from journeys.models import Rehearsal
from journeys.operations.claiming import keep_switches, wait_for_planning
from journeys.operations.overtaking import take_back_overtaken
from journeys.said import latest_rehearsal, night_of, said_of
from journeys.waiting import held


class NotTheLatest(ValueError):
    """The night was rehearsed again meanwhile: read that one."""


@transaction.atomic
def release(*, rehearsal_id: UUID, by: Actor, now: datetime) -> int:
    """What the rehearsal lists may leave, but for what is held. The count of messages that were waiting for it.

    What the night plans beside it, because it came later or its text was changed since, waits for a word of its own
    (`release_what_came_since`).
    Releasing twice is releasing once. Raises `NotTheLatest`, `Rehearsal.DoesNotExist`.
    """
    wait_for_planning()
    rehearsal = Rehearsal.objects.select_for_update().get(pk=rehearsal_id)
    if rehearsal != latest_rehearsal(rehearsal.night):
        raise NotTheLatest("the night was rehearsed again")
    if rehearsal.released_at:
        return 0
    rehearsal.released_at, rehearsal.released_by = now, str(by.id)
    rehearsal.save(update_fields=["released_at", "released_by"])
    freed = _free_what_was_read(rehearsal, by=by, now=now)
    take_back_overtaken(by=by, at=now)
    settle_alerts(alert=StaffAlert.RELEASE_WAITING, subject_id=rehearsal.pk, now=now, by=by)
    record_change(
        word=AuditWord.RUN,
        actor=by,
        fields=["journeys.rehearsal"],
        details={"rehearsal": str(rehearsal.pk), "step": "released", "messages": freed},
    )
    return freed


@transaction.atomic
def release_what_came_since(*, shown_at: datetime, by: Actor, now: datetime) -> int:
    """What waits to be released and was there at `shown_at`, when whoever says so looked at it. The count."""
    wait_for_planning()
    freed = 0
    for batch in held(AWAITS_RELEASE, until=shown_at):
        freed += holding.let_go([one.pk for one in batch], by=by, released_at=now, released_by=str(by.id))
    take_back_overtaken(by=by, at=now)
    if freed:
        record_change(
            word=AuditWord.RUN,
            actor=by,
            fields=["journeys.rehearsal"],
            details={"step": "released what came since", "messages": freed},
        )
    return freed


@transaction.atomic
def let_go_what_needs_no_word(*, by: Actor, now: datetime) -> int:
    """What waits since an earlier plan, and either the night's released rehearsal lists it or nobody has to say
    anything any more, because the clinic no longer releases by hand. What is held stays. The count."""
    keep_switches()
    night, freed = night_of(now), 0
    for batch in held(AWAITS_RELEASE):
        said = said_of(night, {one.read.which.person for one in batch})
        words = {one.pk: one.word(said) for one in batch}
        free = [pk for pk, word in words.items() if not word.hold]
        release = next((words[pk].release for pk in free), None)  # one night, one release
        freed += holding.let_go(
            free,
            by=by,
            released_at=release.at if release else None,
            released_by=release.by if release else "",
        )
    return freed


def _free_what_was_read(rehearsal: Rehearsal, *, by: Actor, now: datetime) -> int:
    if rehearsal.night != night_of(now):
        return 0  # its run has not begun
    freed = 0
    for batch in held(AWAITS_RELEASE):
        said = said_of(rehearsal.night, {one.read.which.person for one in batch})
        free = [one.pk for one in batch if not one.word(said).hold]
        freed += holding.let_go(free, by=by, released_at=now, released_by=str(by.id))
    return freed
