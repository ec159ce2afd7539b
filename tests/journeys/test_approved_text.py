"""Where the clinic releases by hand, what was read is what leaves: a text that is published afterwards waits."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.urls import reverse

from audit.domain.actors import Actor
from campaigns.guard_exceptions import draft_of
from campaigns.models import Message, TemplateVersion
from campaigns.operations.templates import publish_draft, write_draft
from clinic.enums import Role
from clinic.models import Location, Organisation
from journeys.enums import HoldScope, RunKind
from journeys.models import Rehearsal, RehearsedLine
from journeys.operations import holds, releases
from journeys.operations.rehearsals import rehearse_now
from journeys.operations.runs import run
from journeys.tonight.live import changed_texts
from tests.desk_people import signed_in, staff
from tests.journeys.small_clinic import BY, booked, captured, local, patient, states

_EVENING = local("11-22 16:00")
_MANAGER = Actor.staff(UUID("7b0c3a52-8d7f-4d3c-9a51-2a3c1f0f4f11"), "administrator")
_CHANGED = "Please come ten minutes early."
_WAITS = [("a-day-before", "held", "awaiting-release")]
_LEAVES = [("a-day-before", "planned", "")]
_SENT = [("a-day-before", "accepted", "")]


@pytest.fixture(autouse=True)
def night(clinic: Location) -> Rehearsal:
    """One reminder in it, of an appointment at two o'clock on the day after."""
    Organisation.objects.update(release_by_hand=True)
    booked(patient(), "11-24 14:00")
    found = rehearse_now(by=BY, now=_EVENING)
    assert found is not None
    return found


def _release(night: Rehearsal, at: str = "11-22 16:00") -> int:
    return releases.release(rehearsal_id=night.pk, by=_MANAGER, now=local(at))


def _publish_another() -> TemplateVersion:
    old = RehearsedLine.objects.select_related("text").get().text
    assert old is not None
    draft = draft_of(old)
    changed = replace(draft, body=f"{draft.body}\n\n{_CHANGED}")
    written = write_draft(template_id=old.template_id, draft=changed, by=BY, now=local("11-22 17:00"))
    return publish_draft(version_id=written.pk, by=BY, now=local("11-22 17:00"))


def _night_and_day() -> None:
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    run(local("11-23 14:00"), kind=RunKind.SWEEP, by=BY)


def test_text_published_after_the_release_waits_for_its_own(night: Rehearsal, mail_folder: Path) -> None:
    _release(night)
    text = _publish_another()
    _night_and_day()
    assert (states(), captured(mail_folder)) == (_WAITS, [])
    message = Message.objects.get()
    assert (message.released_at, message.released_by, message.version_id) == (None, "", text.pk)
    assert changed_texts(local("11-23 14:00")) == [(text, 1)]
    now = local("11-23 14:30")
    assert releases.release_what_came_since(shown_at=now, by=_MANAGER, now=now) == 1
    assert changed_texts(now) == []
    run(local("11-23 14:35"), kind=RunKind.SWEEP, by=BY)
    assert states() == _SENT
    assert [_CHANGED in mail for mail in captured(mail_folder)] == [True]


def test_text_published_after_the_plan_is_not_the_one_that_leaves(night: Rehearsal, mail_folder: Path) -> None:
    _release(night)
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    _publish_another()
    run(local("11-23 14:00"), kind=RunKind.SWEEP, by=BY)
    assert states() == _SENT
    assert [_CHANGED in mail for mail in captured(mail_folder)] == [False]


def test_night_released_after_its_run_lets_no_other_text_go(night: Rehearsal) -> None:
    text = _publish_another()
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    assert _release(night, "11-23 09:00") == 0
    run(local("11-23 09:05"), kind=RunKind.SWEEP, by=BY)
    assert states() == _WAITS
    assert changed_texts(local("11-23 09:05")) == [(text, 1)]


def test_hold_that_is_lifted_lets_no_other_text_go(night: Rehearsal) -> None:
    _release(night)
    hold = holds.place(scope=HoldScope.EVERYTHING, why="x", by=BY, now=_EVENING)
    _publish_another()
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    assert states() == [("a-day-before", "held", "held-by-staff")]
    holds.lift(hold_id=hold.pk, by=_MANAGER, now=local("11-23 09:00"))
    assert states() == _WAITS


def test_text_that_was_read_in_another_rehearsal_leaves(night: Rehearsal) -> None:
    text = _publish_another()
    again = rehearse_now(by=BY, now=local("11-22 18:00"))
    assert again is not None
    _release(again, "11-22 18:00")
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    assert (states(), Message.objects.get().version_id) == (_LEAVES, text.pk)
    assert changed_texts(local("11-23 02:00")) == []


def test_page_says_that_the_text_was_changed(night: Rehearsal) -> None:
    _release(night)
    text = _publish_another()
    run(local("11-23 02:00"), kind=RunKind.NIGHTLY, by=BY)
    with time_machine.travel(local("11-23 09:00")):
        shown = signed_in(staff(Role.ADMINISTRATOR)).get(reverse("admin:tonight")).content.decode()
    assert "The text was changed after it was released" in shown
    assert f"{text.template.name}, version {text.number}, English" in shown
