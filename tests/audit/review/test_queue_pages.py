"""The queue, an answer, and the two accountings, as a privacy officer uses them."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audit.domain.actors import Actor
from audit.enums import AuditWord, DataCategory
from audit.ledger import record_change
from audit.models import AuditEvent, Export, ReviewCase
from audit.review.signing_off import NoNote, OwnReads, SignedOffAlready, sign_off
from clinic.alert_pages import page_of
from clinic.enums import Role, StaffAlert
from clinic.models import Staff
from clinic.operations.break_glass import break_glass
from patients.models import Person
from patients.privacy_desk import revealed_by
from tests.desk_people import NOW, events_of, house, patient, signed_in, staff

pytestmark = pytest.mark.django_db(databases=["default"])
QUEUE = "/admin/audit/reviewcase/"
ANSWER = {"verdict": "explained", "note": "Her mother called about the bill."}


def _look(reader: Staff, people: list[Person], word: AuditWord = AuditWord.REVEAL) -> AuditEvent:
    record_change(
        word=word,
        actor=Actor.staff(reader.pk, reader.role),
        people=[one.pk for one in people],
        fields=["patients.person.family_name"],
    )
    return AuditEvent.objects.latest("pk")


def _case(reader: Staff, person: Person | None = None, rule: str = "no-appointment", **more: Any) -> ReviewCase:
    event = _look(reader, [person] if person else [])
    told = {
        "rule": rule, "staff_id": reader.pk, "person_id": person.pk if person else None, "day": NOW.date(), "reads": 1,
        "first_event": event.pk, "last_event": event.pk, "first_at": event.occurred_at, "last_at": event.occurred_at,
        "opened_at": NOW,
    }  # fmt: skip
    return ReviewCase.objects.create(**told | more)


@pytest.fixture
def officer() -> Staff:
    house()
    return staff(Role.PRIVACY_OFFICER)


def _actor(member: Staff) -> Actor:
    return Actor.staff(member.pk, member.role)


def test_an_empty_queue_says_so(officer: Staff) -> None:
    assert "Nothing waits here" in signed_in(officer).get(QUEUE).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_however_long(
    officer: Staff, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(number):
        _case(staff(username=f"desk-{place}"), patient(f"P{place}"))
    client = signed_in(officer)
    client.get(QUEUE)
    with django_assert_num_queries(8):
        page = client.get(QUEUE).content.decode()
    assert page.count("with no appointment, visit or treatment mail within 14 days") == number
    assert "desk-0" in page


def test_a_case_shows_the_lines_behind_it_and_looking_is_a_line_about_the_person(officer: Staff) -> None:
    reader, person = staff(username="gossip"), patient()
    case = _case(reader, person)
    page = signed_in(officer).get(f"{QUEUE}{case.pk}/change/").content.decode()
    assert f"/admin/audit/auditevent/{case.first_event}/change/" in page
    assert "gossip" in page
    assert [event.people for event in events_of(officer, "audit")] == [[person.pk]]


def test_an_answer_is_sealed_and_in_the_book(officer: Staff) -> None:
    person = patient()
    case = _case(staff(username="gossip"), person)
    client = signed_in(officer)
    assert client.post(f"{QUEUE}{case.pk}/change/", ANSWER).headers["Location"] == QUEUE
    case.refresh_from_db()
    assert (case.verdict, case.decided_by, str(case.note)) == ("explained", officer.pk, "•••")
    [event] = events_of(officer, "review")
    assert (event.people, event.details["case"], event.details["verdict"]) == ([person.pk], str(case.pk), "explained")
    assert "Her mother called" in client.get(f"{QUEUE}{case.pk}/change/").content.decode()
    assert "Nothing waits here" in client.get(QUEUE).content.decode()


def test_cases_of_one_kind_are_signed_off_together(officer: Staff) -> None:
    cases = [_case(staff(username=f"desk-{number}"), patient(f"P{number}")) for number in range(3)]
    client = signed_in(officer)
    chosen = {"action": "sign_off_together", "_selected_action": [str(case.pk) for case in cases]}
    assert "3 cases" in client.post(QUEUE, chosen).content.decode()
    assert client.post(QUEUE, chosen | ANSWER | {"asked": "yes"}).headers["Location"] == QUEUE
    assert len(events_of(officer, "review")) == 1
    assert {case.verdict for case in ReviewCase.objects.all()} == {"explained"}


def test_cases_of_two_kinds_are_not_signed_off_together(officer: Staff) -> None:
    reader = staff(username="gossip")
    cases = [_case(reader, patient()), _case(reader, rule="export")]
    chosen = {"action": "sign_off_together", "_selected_action": [str(case.pk) for case in cases]}
    page = signed_in(officer).post(QUEUE, chosen | ANSWER, follow=True).content.decode()
    assert "Choose cases of one kind" in page
    assert events_of(officer, "review") == []


def test_nobody_signs_off_their_own_reads(officer: Staff) -> None:
    case = _case(officer, patient())
    page = signed_in(officer).get(f"{QUEUE}{case.pk}/change/").content.decode()
    assert "another privacy officer signs them off" in page
    with pytest.raises(OwnReads):
        sign_off(by=_actor(officer), now=NOW, case_ids=[case.pk], **ANSWER)


def test_a_case_is_signed_off_once_with_a_note(officer: Staff) -> None:
    case = _case(staff(username="gossip"), patient())
    with pytest.raises(NoNote):
        sign_off(by=_actor(officer), now=NOW, case_ids=[case.pk], verdict="breach", note="  ")
    sign_off(by=_actor(officer), now=NOW, case_ids=[case.pk], **ANSWER)
    with pytest.raises(SignedOffAlready):
        sign_off(by=_actor(officer), now=NOW, case_ids=[case.pk], **ANSWER)
    assert len(events_of(officer, "review")) == 1


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CLINICIAN, Role.MARKETER, Role.ADMINISTRATOR])
def test_only_privacy_officers_open_these_pages(role: Role) -> None:
    house()
    person = patient()
    case, client = _case(staff(username="gossip"), person), signed_in(staff(role, "curious"))
    pages = [QUEUE, f"{QUEUE}{case.pk}/change/", _looked(person), "/admin/desk/privacy/revealed-by/"]
    assert [client.get(page).status_code for page in pages] == [403, 403, 403, 403]
    assert client.post(f"{QUEUE}{case.pk}/change/", ANSWER).status_code == 403


def test_case_leads_to_all_of_its_day(officer: Staff) -> None:
    """A day of the clinic ends at midnight, not a minute before."""
    case = _case(staff(username="gossip"), patient(), day=date(2026, 6, 30))
    page = signed_in(officer).get(f"{QUEUE}{case.pk}/change/").content.decode()
    assert f"account={case.staff_id}&amp;since=2026-06-30T00:00&amp;until=2026-07-01T00:00" in page


def test_alert_leads_to_the_queue() -> None:
    assert page_of(StaffAlert.REVIEW_WAITING) == QUEUE


def test_front_page_calls_pages_by_their_names(officer: Staff) -> None:
    apps = signed_in(officer).get("/admin/").context["app_list"]
    names = {model["object_name"]: str(model["name"]) for app in apps for model in app["models"]}
    assert [names[one] for one in ("AuditEvent", "ReviewCase", "LeakFinding")] == [
        "Access book",
        "Unusual reads",
        "Leak check",
    ]


# --- who looked


def _looked(person: Person) -> str:
    return f"/admin/desk/person/{person.pk}/looked/"


@pytest.mark.parametrize("number", [1, 3])
def test_who_looked_tells_readers_and_programs_apart(
    officer: Staff, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = patient()
    for place in range(number):
        _look(staff(username=f"desk-{place}"), [person])
    client = signed_in(officer)
    client.get(_looked(person))
    with django_assert_num_queries(9):
        page = client.get(_looked(person)).content.decode()
    assert page.count("(Front desk)") == number
    assert "test-desk (program)" in page  # who registered them
    assert [event.people for event in events_of(officer, "audit")] == [[person.pk], [person.pk]]


def test_who_looked_tells_data_in_words(officer: Staff) -> None:
    person = patient()
    _look(staff(username="gossip"), [person])
    page = signed_in(officer).get(_looked(person))
    codes = sorted({code for look in page.context["looks"] for code in look.categories})
    assert [str(DataCategory(code).label) in page.content.decode() for code in codes] == [True] * len(codes)
    assert page.context["looks"][0].data == ", ".join(
        str(DataCategory(code).label) for code in page.context["looks"][0].categories
    )
    assert codes


def test_who_looked_goes_on_where_a_page_ends(officer: Staff) -> None:
    person, reader = patient(), staff(username="often")
    for _ in range(60):
        _look(reader, [person])
    client = signed_in(officer)
    first = client.get(_looked(person)).context
    second = client.get(f"{_looked(person)}?before={first['older']}").context
    assert (len(first["looks"]), len(second["looks"]), second["older"]) == (50, 12, None)
    assert first["looks"][-1].pk > second["looks"][0].pk


# --- whose data an account saw

BREACH = "/admin/desk/privacy/revealed-by/"


def _asked(reader: Staff) -> dict[str, str]:
    clock = timezone.localtime(timezone.now(), UTC)
    span = (clock - timedelta(days=1), clock + timedelta(days=1))
    since, until = (f"{moment:%Y-%m-%dT%H:%M}" for moment in span)
    return {"account": str(reader.pk), "since": since, "until": until}


def _get(client: Client, asked: dict[str, str]) -> Any:
    return client.get(BREACH, asked)


def test_breach_query_shows_opaque_ids_and_names_when_asked(officer: Staff) -> None:
    reader, person = staff(username="gossip"), patient("Ada", "Byron")
    _look(reader, [person])
    _look(reader, [person], AuditWord.LIST)
    client = signed_in(officer)
    page = _get(client, _asked(reader))
    assert [(line.seen.person_id, line.seen.reads, line.seen.opened) for line in page.context["lines"]] == [
        (person.pk, 2, 1)
    ]
    assert "Byron" not in page.content.decode()
    named = client.post(f"{BREACH}names/", _asked(reader)).content.decode()
    assert "Ada Byron" in named
    assert [event.people for event in events_of(officer, "list")] == [[person.pk]]


def test_breach_query_takes_moments_on_the_clinics_clock(officer: Staff) -> None:
    page = _get(
        signed_in(officer),
        {"account": str(officer.pk), "since": "2026-06-15T00:00", "until": "2026-06-16T00:00"},
    )
    assert page.context["asked"]["since"] == datetime(2026, 6, 15, 5, tzinfo=UTC)


def test_breach_query_of_thousands_is_paged(officer: Staff) -> None:
    reader = staff(username="hoarder")
    ids = [UUID(int=number) for number in range(1, 121)]
    record_change(word=AuditWord.LIST, actor=_actor(reader), people=ids)
    client, after, pages = signed_in(officer), "", []
    while not pages or after:
        pages.append(_get(client, {**_asked(reader), "after": after}).context)
        after = pages[-1]["next"]
    assert [len(page["lines"]) for page in pages] == [50, 50, 20]
    assert [line.seen.person_id for page in pages for line in page["lines"]] == ids


@pytest.mark.parametrize("after", ["x", "1", "1.x", "².00000000-0000-0000-0000-000000000001", "99999999999.x"])
def test_breach_query_begins_anew_behind_a_place_that_cannot_be(officer: Staff, after: str) -> None:
    reader, person = staff(username="gossip"), patient()
    _look(reader, [person])
    page = _get(signed_in(officer), {**_asked(reader), "after": after})
    assert [line.seen.person_id for line in page.context["lines"]] == [person.pk]


# --- taken out as CSV


def _rows(answer: Any) -> list[dict[str, str]]:
    content = b"".join(answer.streaming_content)
    assert Export.objects.get().sha256 == sha256(content).hexdigest()
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_who_looked_leaves_as_csv_that_runs_nothing(officer: Staff) -> None:
    """A log-in name is the one thing in it that somebody typed."""
    person, reader = patient("Ada", "Byron"), staff(username="gossip")
    Staff.objects.filter(pk=reader.pk).update(username='=HYPERLINK("x")')
    _look(reader, [person, patient("Other")])
    rows = _rows(signed_in(officer).post(f"{_looked(person)}export/"))
    [row] = [row for row in rows if "HYPERLINK" in row["who"]]
    assert row["who"] == '\'=HYPERLINK("x") (Front desk)'
    assert (row["what"], row["outcome"], row["together"]) == ("Details shown", "Granted", "2")
    assert row["data"] == ", ".join(str(DataCategory(code).label) for code in _look(reader, [person]).categories)
    assert "Byron" not in str(rows)
    assert Export.objects.get().criteria == {"person": str(person.pk)}


def test_whom_an_account_saw_leaves_as_csv_with_opaque_ids(officer: Staff) -> None:
    reader, ada, other = staff(username="=gossip"), patient("Ada", "Byron"), patient("Other")
    _look(reader, [ada])
    _look(reader, [ada, other], AuditWord.LIST)
    rows = _rows(signed_in(officer).post(f"{BREACH}export/", _asked(reader)))
    assert [(row["person"], row["reads"], row["opened"]) for row in rows] == [
        (str(ada.pk), "2", "1"),
        (str(other.pk), "1", "0"),
    ]
    assert {row["data"] for row in rows} == {" ".join(_look(reader, [ada]).categories)}
    assert "Byron" not in str(rows)
    assert Export.objects.get().criteria["account"] == str(reader.pk)


def test_reads_during_an_export_neither_repeat_nor_lose_anybody(
    officer: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where the clock that cut the file off runs ahead, so that what is read meanwhile lies before the cut."""
    monkeypatch.setattr(revealed_by, "PEOPLE_A_BATCH", 2)
    reader, ids = staff(username="gossip"), [UUID(int=number) for number in range(1, 8)]
    record_change(word=AuditWord.LIST, actor=_actor(reader), people=ids)
    record_change(word=AuditWord.LIST, actor=_actor(reader), people=ids[:1])
    asked = {
        "account": reader,
        "since": timezone.now() - timedelta(days=1),
        "until": timezone.now() + timedelta(days=1),
    }
    found: list[UUID] = []
    for batch in revealed_by._batches(asked):
        found += [person for person, *_ in batch]
        for _ in range(2):
            record_change(word=AuditWord.LIST, actor=_actor(reader), people=[ids[-1], ids[2]])
    assert found == ids


def test_an_export_ends_at_the_moment_it_was_asked_for(officer: Staff) -> None:
    reader, person, later = staff(username="gossip"), patient(), patient("Later")
    _look(reader, [person])
    answer = signed_in(officer).post(f"{BREACH}export/", _asked(reader))
    _look(reader, [person, later])  # before the first byte is asked for
    assert [(row["person"], row["reads"]) for row in _rows(answer)] == [(str(person.pk), "1")]
    assert datetime.fromisoformat(Export.objects.get().criteria["until"]) < timezone.now()


def test_exports_ask_for_the_right_to_take_out(officer: Staff) -> None:
    person, desk = patient(), staff(username="curious")
    client = signed_in(desk)
    answers = [client.post(f"{_looked(person)}export/"), client.post(f"{BREACH}export/", _asked(desk))]
    assert ([answer.status_code for answer in answers], Export.objects.exists()) == ([403, 403], False)


# --- one line of the book for one act


def _events_since(member: Staff, last: int) -> list[tuple[str, list[UUID]]]:
    events = AuditEvent.objects.filter(actor_id=str(member.pk), pk__gt=last).order_by("pk")
    return [(event.word, event.people) for event in events]


def test_an_answer_is_one_line_of_the_book(officer: Staff) -> None:
    person = patient()
    case, client = _case(staff(username="gossip"), person), signed_in(officer)
    last = AuditEvent.objects.latest("pk").pk
    client.post(f"{QUEUE}{case.pk}/change/", ANSWER)
    assert _events_since(officer, last) == [("review", [person.pk])]


def test_one_answer_to_several_cases_is_one_line_of_the_book(officer: Staff) -> None:
    people = [patient(f"P{number}") for number in range(3)]
    cases = [_case(staff(username=f"desk-{number}"), one) for number, one in enumerate(people)]
    client = signed_in(officer)
    chosen = {"action": "sign_off_together", "_selected_action": [str(case.pk) for case in cases], "asked": "yes"}
    last = AuditEvent.objects.latest("pk").pk
    client.post(QUEUE, chosen | ANSWER)
    assert _events_since(officer, last) == [("review", sorted(one.pk for one in people))]
    event = AuditEvent.objects.filter(word="review").get()
    assert event.details["cases"].split() == [str(case.pk) for case in sorted(cases, key=lambda one: one.pk)]


def test_an_answer_to_an_emergency_is_one_line_of_the_book(officer: Staff) -> None:
    reader, person = staff(username="gossip"), patient()
    client = signed_in(officer)
    opened = break_glass(
        by=_actor(reader), now=timezone.now() - timedelta(hours=3), person_id=person.pk, reason="emergency",
        words="Collapsed at the desk, allergies unknown.",
    )  # fmt: skip
    last = AuditEvent.objects.latest("pk").pk
    client.post(f"/admin/desk/access/emergencies/{opened.pk}/", {"answer": "justified"})
    opened.refresh_from_db()
    assert opened.was_justified is not None
    assert _events_since(officer, last) == [("review", [person.pk])]
