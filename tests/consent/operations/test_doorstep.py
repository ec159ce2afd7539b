"""The letter box: sealed, opened once, and one bad letter stands in nobody's way."""

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as project
from django.db import connection
from django.utils.module_loading import import_string

from audit.door_connection import door_cursor
from audit.models import AuditEvent
from clinic.models import Notice
from clinic.opaque_errors import OpaqueFormatter
from consent.enums import DoorstepKind
from consent.models import Posted, Suppression
from consent.operations import doorstep
from consent.operations.doorstep import TakenUp
from tests.consent.people import DESK, NOW

pytestmark = pytest.mark.django_db(databases=["default"])
TAKE, FORGET = "tests.consent.doorstep_takers.take", "tests.consent.doorstep_takers.forget"


@pytest.fixture(autouse=True)
def takers(settings: Any) -> None:
    settings.DOORSTEP = {"subscribe": TAKE, "link-lost": FORGET}


def _post(key: str = "a", kind: str = "subscribe", now: datetime = NOW, **content: str) -> Posted:
    before = set(Posted.objects.values_list("pk", flat=True))
    doorstep.post(kind=DoorstepKind(kind), content={"key": key, **content}, language="en", now=now)
    return Posted.objects.exclude(pk__in=before).get()


def _take_up(after: timedelta = timedelta(0)) -> TakenUp:
    return doorstep.take_up(by=DESK, now=NOW + after)


def _stuck() -> Posted:
    posted = _post(**{"is": "poison"})
    for after in (timedelta(0), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)):
        _take_up(after)
    posted.refresh_from_db()
    return posted


def test_posted_letter_lies_there_sealed() -> None:
    posted = _post("zebra@example.org")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(one)::text, content FROM consent_posted one")
        row, content = cursor.fetchone()
    assert "zebra" not in row
    assert b"zebra" not in bytes(content)
    event = AuditEvent.objects.latest("id")
    assert (event.word, event.fields, event.details["posted"]) == (
        "create", ["consent.posted.content"], str(posted.pk),
    )  # fmt: skip


def test_letter_is_taken_up_once_and_emptied() -> None:
    posted = _post()
    assert [_take_up(), _take_up()] == [TakenUp(1, 0), TakenUp(0, 0)]
    posted.refresh_from_db()
    assert (posted.handled_at, posted.content, posted.problem, posted.tries) == (NOW, None, "", 0)
    assert Suppression.objects.get().since == NOW


def test_opening_a_letter_is_in_the_book_before_anything_is_revealed() -> None:
    posted = _post()
    _take_up()
    with door_cursor() as cursor:
        cursor.execute(
            "SELECT word, fields FROM audit_event WHERE details->>'posted' = %s AND word = 'reveal'", [str(posted.pk)]
        )
        assert cursor.fetchall() == [("reveal", ["consent.posted.content"])]


def test_poison_is_put_back_with_its_kind_of_problem_and_the_others_go_on() -> None:
    first, poison, last = _post("a"), _post("zebra", **{"is": "poison"}), _post("c")
    assert _take_up() == TakenUp(2, 1)
    for letter in (first, poison, last):
        letter.refresh_from_db()
    assert [first.handled_at, poison.handled_at, last.handled_at] == [NOW, None, NOW]
    assert (poison.tries, poison.problem, poison.content is None) == (1, "ValueError", False)
    assert {bytes(key) for key in Suppression.objects.values_list("address_key", flat=True)} == {b"a", b"c"}


def test_log_of_a_poison_letter_says_nothing_of_it(caplog: Any) -> None:
    _post("zebra", **{"is": "poison"})
    with caplog.at_level(logging.DEBUG):
        _take_up()
    said = "\n".join(OpaqueFormatter().format(record) for record in caplog.records)
    assert "a letter could not be taken up" in said
    assert "zebra" not in said


@pytest.mark.parametrize(
    ("tries", "after", "is_tried"),
    [
        (0, timedelta(0), True),
        (1, timedelta(seconds=59), False),
        (1, timedelta(minutes=1), True),
        (2, timedelta(minutes=9), False),
        (2, timedelta(minutes=10), True),
        (3, timedelta(minutes=59), False),
        (3, timedelta(hours=1), True),
        (4, timedelta(days=30), False),
    ],
)
def test_letter_that_failed_is_tried_again_later_and_in_the_end_no_more(
    tries: int, after: timedelta, is_tried: bool
) -> None:
    _post()
    Posted.objects.update(tries=tries)
    assert _take_up(after).taken == is_tried


def test_stuck_letter_is_told_to_the_privacy_officer_once() -> None:
    posted = _stuck()
    _take_up(timedelta(days=1))
    notice = Notice.objects.get()
    assert (notice.alert, notice.audience, notice.subject_id) == ("doorstep-stuck", "privacy-officer", posted.pk)
    assert (posted.tries, posted.handled_at) == (4, None)


def test_stuck_letter_tried_again_leaves_the_desk_and_is_taken(settings: Any) -> None:
    posted = _stuck()
    settings.DOORSTEP = {"subscribe": FORGET}
    later = NOW + timedelta(days=2)
    assert doorstep.try_again(by=DESK, now=later, posted_id=posted.pk)
    assert Notice.objects.get().seen_at == later
    assert doorstep.take_up(by=DESK, now=later) == TakenUp(1, 0)


def test_stuck_letter_seen_to_by_hand_is_emptied() -> None:
    posted = _stuck()
    assert doorstep.see_to_by_hand(by=DESK, now=NOW, posted_id=posted.pk)
    posted.refresh_from_db()
    assert (posted.content, posted.handled_at) == (None, NOW)


def test_stuck_letter_is_emptied_after_thirty_days_with_a_note() -> None:
    posted = _stuck()
    assert doorstep.empty_stuck(by=DESK, now=NOW + timedelta(days=30)) == 0
    assert doorstep.empty_stuck(by=DESK, now=NOW + timedelta(days=30, seconds=1)) == 1
    posted.refresh_from_db()
    assert (posted.content, posted.problem.partition(": ")[0]) == (None, "emptied unread")
    assert AuditEvent.objects.latest("id").details["what"] == "emptied unread"
    assert not doorstep.stuck().exists()


def test_letter_that_still_waits_is_neither_tried_again_nor_emptied() -> None:
    posted = _post()
    assert not doorstep.try_again(by=DESK, now=NOW, posted_id=posted.pk)
    assert not doorstep.see_to_by_hand(by=DESK, now=NOW, posted_id=posted.pk)
    posted.refresh_from_db()
    assert posted.content is not None


def test_kind_without_taker_waits() -> None:
    _post(kind="rights")
    assert _take_up() == TakenUp(0, 1)
    assert Posted.objects.get().problem == "KeyError"


@pytest.mark.parametrize("taker", project.DOORSTEP.values())
def test_takers_of_the_project_exist(taker: str) -> None:
    assert callable(import_string(taker))


def test_letter_shows_its_content_to_nobody_who_prints_it() -> None:
    letter = doorstep.Letter(Posted().pk, "en", NOW, {"email": "zebra@example.org"})
    assert "zebra" not in f"{letter} {letter!r}"
