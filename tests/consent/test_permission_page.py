"""The page on which somebody takes back what they signed: behind a link, one button each, no reason asked."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.domain.uuid7 import uuid7
from audit.models import AuditEvent
from consent import bound_links, links
from consent.enums import Defect, Recorded
from consent.models import Authorization, Revocation
from consent.operations import authorizations
from consent.queries import gather_facts
from tests.consent.people import DESK, NOW, TODAY, drafted, form, patient, signed
from tests.desk_people import house

pytestmark = pytest.mark.django_db(databases=["default"])


@pytest.fixture(autouse=True)
def _clinic() -> None:
    house()


def _path(person_id: UUID) -> str:
    return f"/preferences/{bound_links.preferences_token(person_id)}/permissions/"


def _read(client: Client, person_id: UUID, query: str = "") -> str:
    with time_machine.travel(NOW, tick=False):
        answer = client.get(_path(person_id) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def _press(client: Client, person_id: UUID, paper_id: object) -> int:
    with time_machine.travel(NOW, tick=False):
        return client.post(_path(person_id), {"paper": str(paper_id)}).status_code


def _buttons(page: str) -> list[str]:
    return re.findall(r'name="paper" value="([^"]+)"', page)


def test_it_lists_titles_and_dates_and_who_signed_nowhere(client: Client) -> None:
    person = patient(given_name="Zebedee")
    form_signed = form(title="May we write to you?")
    form(language="zh-hant", title="我們可以寫信給您嗎？")
    old = signed(person.pk, form_signed, signed_on=date(2025, 6, 1), signature="Zebedee Lee")
    new = signed(person.pk, form_signed, signature="Zebedee Lee")
    page = _read(client, person.pk)
    assert _buttons(page) == [str(new.pk)]
    assert page.count("May we write to you?") == 2
    assert "Signed on 15 June 2026<br>Counts until 15 June 2027" in page
    assert "Signed on 1 June 2025<br>Replaced by what you signed later" in page
    assert "Zebedee" not in page
    chinese = _read(client, person.pk, "?lang=zh-hant")
    assert (chinese.count("我們可以寫信給您嗎？"), "2026年6月15日" in chinese) == (2, True)
    assert old.pk != new.pk


def test_one_press_takes_it_back_and_the_gate_sees_it(client: Client) -> None:
    person = patient()
    kept, taken = signed(person.pk, form(kind="testimonial")), signed(person.pk, form())
    assert _press(client, person.pk, taken.pk) == 302
    row = Revocation.objects.get()
    assert (row.authorization_id, row.via, row.received_at, row.recorded_by) == (
        taken.pk,
        "preference-page",
        NOW,
        None,
    )
    page = _read(client, person.pk, "?saved=1")
    assert _buttons(page) == [str(kept.pk)]
    assert "Taken back on 15 June 2026" in page
    facts = gather_facts([person.pk], channel="email", today=TODAY)[person.pk]
    assert {one.id: one.revoked for one in facts.authorizations} == {kept.pk: False, taken.pk: True}
    [event] = AuditEvent.objects.filter(word="consent", details__what="revoked")
    assert (event.actor_kind, event.actor_id, event.people) == ("patient", str(person.pk), [person.pk])


def test_what_waits_for_its_copy_can_be_taken_back_too(client: Client) -> None:
    person = patient()
    paper = drafted(person.pk)
    assert _press(client, person.pk, paper.pk) == 302
    assert Authorization.objects.get().state == "inactive"


def test_nobody_takes_back_what_another_signed(client: Client) -> None:
    mine, theirs = patient(), patient("other@example.org")
    paper = signed(theirs.pk)
    for pressed in (paper.pk, uuid7(), "nonsense", ""):
        assert _press(client, mine.pk, pressed) == 302
    assert Revocation.objects.count() == 0


def test_reading_changes_nothing_and_pressing_twice_is_once(client: Client) -> None:
    person = patient()
    paper = signed(person.pk)
    for method in (client.get, client.head):
        assert method(_path(person.pk), {"paper": str(paper.pk)}).status_code == 200
    assert Revocation.objects.count() == 0
    assert [_press(client, person.pk, paper.pk) for _ in range(2)] == [302, 302]
    assert Revocation.objects.count() == 1


def test_what_never_counted_is_not_shown(client: Client) -> None:
    person = patient()
    paper = signed(person.pk, form(title="A paper of somebody else"))
    authorizations.mark_defective(by=DESK, now=NOW, authorization_id=paper.pk, defect=Defect.WRONG_PERSON)
    page = _read(client, person.pk)
    assert "A paper of somebody else" not in page
    assert "There is nothing signed that we could use now." in page


def test_what_has_ended_says_how(client: Client) -> None:
    person = patient()
    expired = signed(person.pk, form(1), signed_on=TODAY - timedelta(days=400))
    until_event = form(2, kind="testimonial", valid_days=None, expiry_event="The end of the treatment")
    ended = signed(person.pk, until_event, signed_on=TODAY - timedelta(days=30))
    authorizations.event_came(by=DESK, now=NOW, authorization_id=ended.pk, came_on=date(2026, 6, 10))
    taken = signed(person.pk, form(3, kind="condition-specific"), signed_on=TODAY - timedelta(days=50))
    authorizations.revoke(
        by=DESK, now=NOW, authorization_id=taken.pk, via=Recorded.LETTER, received_at=NOW - timedelta(days=1, hours=12)
    )
    page = _read(client, person.pk)
    assert _buttons(page) == []
    assert expired.expires_on == date(2026, 5, 11)
    for words in ("Ended on 10 June 2026", "Ended on 11 May 2026", "Taken back on 13 June 2026"):
        assert page.count(words) == 1, words


def test_draft_says_that_it_does_not_count_yet(client: Client) -> None:
    person = patient()
    drafted(person.pk)
    page = _read(client, person.pk)
    assert ("Does not count yet" in page, "Counts until" in page) == (True, False)


def test_links_for_other_pages_and_cookies_without_their_token_open_nothing(client: Client) -> None:
    person = patient()
    paper = signed(person.pk)
    wrong = links.sign(links.UNSUBSCRIBE, person.pk, "offers")
    assert client.get(f"/preferences/{wrong}/permissions/").status_code == 404
    nobodys = links.sign(links.PREFERENCES, uuid7(), bound=bytes(links.BOUND_BYTES))
    assert client.get(f"/preferences/{nobodys}/permissions/").status_code == 404
    bare = Client(enforce_csrf_checks=True)
    assert bare.post(_path(person.pk), {"paper": str(paper.pk)}).status_code == 403
    assert Revocation.objects.count() == 0


def test_it_asks_as_often_for_three_papers_as_for_one(client: Client) -> None:
    counts = []
    for number, kinds in ((1, ["testimonial"]), (2, ["testimonial", "marketing-email", "condition-specific"])):
        person = patient(f"p{number}@example.org")
        for kind in kinds:
            signed(person.pk, form(number, kind=kind))
        with CaptureQueriesContext(connection) as caught:
            _read(client, person.pk)
        counts.append(len(caught))
    assert counts[0] == counts[1]
