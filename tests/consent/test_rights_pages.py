"""`/rights/`, the link that confirms the mailbox, the answer; and the mails that lead there."""

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.domain.actors import Actor
from audit.models import AuditEvent
from campaigns.models import Message
from campaigns.operations import notices
from clinic.models import Notice
from clinic.queries import organisation
from consent import bound_links, links
from consent.enums import RightKind
from consent.models import Posted, RightsRequest
from consent.operations import doorstep, erasure, rights, rights_answers
from consent.rights_desk.answer_mail import Mail, mail_of_answer
from consent.rights_words import ANSWERS
from patients.operations.people import update_person
from tests.campaigns.scenes import BY, NOW, open_clinic
from tests.consent.people import patient, subscriber
from tests.desk_people import house

pytestmark = pytest.mark.django_db(databases=["default"])
TYPED = {"kind": "access", "name": "Pat Lee", "email": "pat@example.org", "words": "A copy of all visits."}


def asked(**changes: Any) -> RightsRequest:
    return rights.receive(by=BY, now=NOW, **{**TYPED, "language": "en", "via": "rights-page", **changes})


def _answered() -> RightsRequest:
    person = patient("pat-on-file@example.org")
    request = asked()
    rights.recognise(by=BY, now=NOW, request_id=request.pk, person_id=person.pk, how="document")
    rights_answers.answer(
        by=BY, now=NOW, request_id=request.pk, outcome="denied", ground="danger", words="Two pages stay closed."
    )
    request.refresh_from_db()
    return request


def step_told(request: RightsRequest) -> UUID:
    """The step that was told last."""
    step = request.steps.filter(what__in=list(ANSWERS)).latest("at", "id")
    return step.pk


def read(client: Client, path: str) -> str:
    """The answer, by somebody who knows the year of birth."""
    return client.post(path, {"birth_year": "1980"}).content.decode()


def _mails(folder: Path) -> dict[str, str]:
    """Address → text of each captured mail."""
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]
    return {mail["To"]: mail.get_body(["plain"]).get_content() for mail in mails}


def test_page_keeps_what_was_written_looks_nobody_up_and_answers_everybody_alike(client: Client) -> None:
    house()
    patient("pat@example.org")
    subscriber("sub@example.org")
    with CaptureQueriesContext(connection) as asked_for:
        emails = ("pat@example.org", "sub@example.org", "nobody@example.org")
        pages = [client.post("/rights/", {**TYPED, "email": email}) for email in emails]
    assert {(page.status_code, page.content) for page in pages} == {(200, pages[0].content)}
    assert [query["sql"] for query in asked_for if "patients_person" in query["sql"]] == []
    assert (Posted.objects.count(), RightsRequest.objects.count()) == (3, 0)


def test_posted_request_becomes_a_row_whose_clock_runs_from_the_post(client: Client) -> None:
    house()
    client.post("/rights/?lang=zh-hant", TYPED)
    assert doorstep.take_up(by=Actor.system("doorstep"), now=datetime.now(UTC)).put_back == 0
    request = RightsRequest.objects.get()
    assert (request.kind, request.language, request.state) == ("access", "zh-hant", "received")
    assert request.received_at == Posted.objects.get().posted_at
    assert Posted.objects.get().content is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("kind", "everything", "Please choose what you would like."),
        ("words", " ", "Please write in a few words what you need."),
        ("email", "nowhere", "This does not look like an e-mail address."),
        ("name", "see https://x.example", "Please write a name only"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(
    client: Client, field: str, value: str, words: str
) -> None:
    page = client.post("/rights/", {**TYPED, field: value})
    assert page.status_code == 400
    assert re.search(rf'id="id_{field}_error">{words}', page.content.decode())
    assert Posted.objects.count() == 0


def test_every_right_can_be_chosen_and_says_when_an_answer_comes(client: Client) -> None:
    page = client.get("/rights/").content.decode()
    assert re.findall(r'name="kind" value="([\w-]+)"', page) == RightKind.values
    assert page.count("You hear from us within") == len(RightKind.values)


def test_link_in_the_first_mail_confirms_the_mailbox_by_a_press_alone(client: Client, mail_folder: Path) -> None:
    open_clinic()
    request = asked()
    notices.deliver(now=NOW, by=BY)
    words = _mails(mail_folder)["pat@example.org"]
    path = f"/rights/{bound_links.rights_token(request.pk)}/"
    assert path in words
    for _ in range(3):
        assert client.get(path).status_code == client.head(path).status_code == 200
    request.refresh_from_db()
    assert request.mailbox_confirmed_at is None
    assert "We know that our mail reaches you" in client.post(path).content.decode()
    request.refresh_from_db()
    assert request.mailbox_confirmed_at is not None


def test_answer_is_read_by_whoever_is_on_file_and_not_with_the_link_of_whoever_asked(
    client: Client, mail_folder: Path
) -> None:
    open_clinic()
    request = _answered()
    notices.deliver(now=NOW, by=BY)
    mail = _mails(mail_folder)["pat-on-file@example.org"]
    answer = f"/rights/answer/{bound_links.answer_token(step_told(request))}/"
    assert answer in mail
    assert "Two pages" not in mail
    page = read(client, answer)
    for told in ("Two pages stay closed.", "endanger life or safety", "another licensed health", "hhs.gov/ocr"):
        assert told in page
    assert client.get(f"/rights/answer/{bound_links.rights_token(request.pk)}/").status_code == 404
    theirs = client.get(f"/rights/{bound_links.rights_token(request.pk)}/").content.decode()
    assert "It is answered." in theirs
    assert "Two pages" not in theirs


def test_staff_learn_what_became_of_the_mail_also_when_it_comes_back_later(mail_folder: Path) -> None:
    open_clinic()
    request = _answered()
    notices.deliver(now=NOW, by=BY)
    assert mail_of_answer(request) == Mail("accepted by the mail service", is_lost=False)
    Message.objects.filter(origin_slug="rights-answered").update(state="bounced")
    notices.deliver(now=NOW, by=BY)
    assert mail_of_answer(request) == Mail("it came back", is_lost=True)


@pytest.mark.parametrize("first", ["nobody-yet", "somebody-else"])
def test_mail_about_more_time_never_opens_the_answer_that_somebody_else_gets_later(client: Client, first: str) -> None:
    house()
    request = asked(email="stranger@example.net")
    recognise = partial(rights.recognise, by=BY, request_id=request.pk, how="document")
    if first == "somebody-else":
        recognise(now=NOW, person_id=patient("ann@example.org").pk)
    rights_answers.extend(by=BY, now=NOW, request_id=request.pk, to=date(2026, 8, 1), why="The film is elsewhere.")
    early = f"/rights/answer/{bound_links.answer_token(step_told(request))}/"
    later = NOW + timedelta(hours=1)
    recognise(now=later, person_id=patient("bea@example.org").pk)
    answer = {"outcome": "denied", "ground": "danger", "words": "Two pages stay closed."}
    rights_answers.answer(by=BY, now=later, request_id=request.pk, **answer)
    page = read(client, early)
    assert "The film is elsewhere." in page
    assert "Two pages" not in page
    assert "endanger" not in page
    assert (
        client.get(f"/rights/answer/{links.sign(links.RIGHTS_ANSWER, request.pk, bound=bytes(8))}/").status_code == 404
    )
    hers = read(client, f"/rights/answer/{bound_links.answer_token(step_told(request))}/")
    assert "Two pages stay closed." in hers
    assert "The film" not in hers


@pytest.mark.parametrize("changed", [{"email": "new@example.org"}, {"confidential_email": "mine@example.org"}])
def test_link_to_an_answer_ends_with_the_address_that_it_was_mailed_to(client: Client, changed: dict[str, str]) -> None:
    house()
    request = _answered()
    path = f"/rights/answer/{bound_links.answer_token(step_told(request))}/"
    assert client.get(path).status_code == 200
    update_person(by=BY, now=NOW, person_id=request.person_id, **changed)
    assert client.get(path).status_code == 404


def test_link_to_a_request_says_nothing_of_it_when_the_typed_address_is_another_now(client: Client) -> None:
    house()
    request = asked()
    path = f"/rights/{bound_links.rights_token(request.pk)}/"
    assert client.get(path).status_code == 200
    update_person(by=BY, now=NOW, person_id=request.reply_to_id, email="new@example.org")
    assert {client.get(path).status_code, client.post(path).status_code} == {404}
    request.refresh_from_db()
    assert request.mailbox_confirmed_at is None


def _second_facts(request: RightsRequest) -> tuple[int, list[str]]:
    request.refresh_from_db()
    steps = request.steps.filter(what__in=["wrong-year", "link-locked"]).order_by("at", "id")
    return request.tries, list(steps.values_list("what", flat=True))


def test_patients_answer_is_shown_after_the_year_of_birth_alone(client: Client) -> None:
    house()
    request = _answered()
    path = f"/rights/answer/{bound_links.answer_token(step_told(request))}/"
    for page in (client.get(path), client.post(path, {"birth_year": "1979"}), client.post(path, {"birth_year": "x"})):
        assert "Two pages" not in page.content.decode()
        assert "See my record" not in page.content.decode()
    assert "Two pages stay closed." in read(client, path)
    assert "Two pages" not in client.get(path).content.decode()
    assert _second_facts(request) == (1, ["wrong-year"])


def test_year_of_the_answer_is_read_as_a_chinese_keyboard_writes_it(client: Client) -> None:
    house()
    path = f"/rights/answer/{bound_links.answer_token(step_told(_answered()))}/"
    assert "Two pages stay closed." in client.post(path, {"birth_year": "１９８０"}).content.decode()


def test_five_wrong_years_lock_the_answer_and_tell_the_officer(client: Client) -> None:
    house()
    request = _answered()
    path = f"/rights/answer/{bound_links.answer_token(step_told(request))}/"
    wrong = [client.post(path, {"birth_year": f"196{number}"}).status_code for number in range(5)]
    assert wrong == [400, 400, 400, 400, 410]
    page = client.post(path, {"birth_year": "1980"})
    assert page.status_code == 410
    assert "Two pages" not in page.content.decode()
    assert _second_facts(request) == (5, ["wrong-year"] * 4 + ["link-locked"])
    assert Notice.objects.filter(alert="message-link-locked", subject_id=request.pk).count() == 1


def test_answer_about_a_patient_without_address_asks_whoever_reads_the_typed_one_for_the_year(client: Client) -> None:
    house()
    request = asked(email="typed@example.net")
    rights.recognise(by=BY, now=NOW, request_id=request.pk, person_id=patient("").pk, how="document")
    answer = {"outcome": "denied", "ground": "danger", "words": "Two pages stay closed."}
    rights_answers.answer(by=BY, now=NOW, request_id=request.pk, **answer)
    path = f"/rights/answer/{bound_links.answer_token(step_told(request))}/"
    assert "Two pages" not in client.get(path).content.decode()
    assert "Two pages stay closed." in read(client, path)


def test_answer_to_a_patient_whose_year_of_birth_nobody_knows_goes_by_post() -> None:
    house()
    request = asked()
    person = patient("young@example.org", birth_date=None)
    rights.recognise(by=BY, now=NOW, request_id=request.pk, person_id=person.pk, how="document")
    rights_answers.answer(by=BY, now=NOW, request_id=request.pk, outcome="granted")
    assert mail_of_answer(request) is None


def test_whoever_was_erased_may_still_read_that_they_were(client: Client) -> None:
    house()
    request = asked(kind="erasure")
    assert request.reply_to_id
    rights.recognise(by=BY, now=NOW, request_id=request.pk, person_id=request.reply_to_id, how="document")
    rights_answers.answer(by=BY, now=NOW, request_id=request.pk, outcome="granted")
    path = f"/rights/answer/{bound_links.answer_token(step_told(request))}/"
    assert erasure.carry_out(by=BY, now=NOW + timedelta(hours=26)) == 1
    assert "Yes: we do what you asked for" in client.get(path).content.decode()


def test_look_at_an_answer_is_the_persons_own_in_the_book(client: Client) -> None:
    house()
    request = _answered()
    read(client, f"/rights/answer/{bound_links.answer_token(step_told(request))}/")
    look = AuditEvent.objects.filter(fields__contains=["consent.rightsstep.note"]).latest("id")
    assert (look.word, look.actor_kind, look.actor_id, look.people) == (
        "reveal", "patient", str(request.person_id), [request.person_id],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "another licensed health professional"), ("zh-hant", "另一位"), ("zh-hans", "另一位")],
)
def test_answer_says_what_the_law_wants_in_the_readers_language(client: Client, language: str, words: str) -> None:
    house()
    path = f"/rights/answer/{bound_links.answer_token(step_told(_answered()))}/?lang={language}"
    assert words in read(client, path)
    assert organisation().name in read(client, path)
