"""The privacy notice on its page, cookies with a real choice, and how staff write and hand over the notice."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from clinic.enums import Role
from consent.cookies import COOKIES
from consent.desk.notices import notice_panel
from consent.models import NoticeAcknowledgement, PrivacyNotice
from consent.operations import notices
from tests.consent.people import DESK, patient
from tests.desk_people import house, signed_in, staff

pytestmark = pytest.mark.django_db(databases=["default"])
NO_TRACKING = [{"Sec-GPC": "1"}, {"DNT": "1"}]


@pytest.fixture
def published() -> datetime:
    house()
    now = datetime.now(UTC)
    notices.install(by=DESK, now=now)
    return now


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["THIS NOTICE DESCRIBES HOW MEDICAL INFORMATION", "version 1", 'id="rights"']),
        ("zh-hant", ["本通知說明您的醫療資訊", "第 1 版", 'id="rights"']),
        ("zh-hans", ["本告知书说明您的医疗信息", "第 1 版", 'id="rights"']),
        ("fr", ["THIS NOTICE DESCRIBES HOW MEDICAL INFORMATION"]),
    ],
)
def test_the_notice_speaks_the_readers_language(
    client: Client, published: datetime, language: str, words: list[str]
) -> None:
    page = client.get("/privacy/", headers={"Accept-Language": language}).content.decode()
    assert [word for word in words if word not in page] == []


def test_before_a_notice_is_published_the_page_says_whom_to_ask(client: Client) -> None:
    house()
    answer = client.get("/privacy/")
    assert (answer.status_code, "not published its privacy notice" in answer.content.decode()) == (200, True)
    assert client.get("/privacy/1/").status_code == 404


def test_older_and_coming_versions_can_be_read_and_say_so(client: Client, published: datetime) -> None:
    number = notices.begin_version(by=DESK, now=published)
    PrivacyNotice.objects.filter(version=number).update(
        changes="We have moved.", effective_on=published.date() + timedelta(days=30)
    )
    assert client.get("/privacy/2/").status_code == 404
    notices.publish(version=number, by=DESK, now=published)
    current, coming = client.get("/privacy/").content.decode(), client.get("/privacy/2/").content.decode()
    not_today = "This is not the version that counts today."
    assert [not_today in page for page in (current, coming)] == [False, True]
    assert ("We have moved." in coming, 'href="/privacy/2/"' in current, 'href="/privacy/1/"' in coming) == (
        True, True, True,
    )  # fmt: skip
    assert client.get("/privacy/3/").status_code == 404


def test_html_and_pictures_in_a_notice_are_text_and_bad_links_none(published: datetime) -> None:
    number = notices.begin_version(by=DESK, now=published)
    draft = PrivacyNotice.objects.get(version=number, language="en")
    planted = "<script>x()</script> [a](javascript:x()) ![b](https://t.example/p.png) [c](https://good.example/)"
    PrivacyNotice.objects.filter(pk=draft.pk).update(body=f"{draft.body}\n{planted}")
    path = f"/admin/consent/privacynotice/{draft.pk}/preview/"
    assert Client().get(path).status_code == 302  # to the log-in
    page = signed_in(staff(Role.PRIVACY_OFFICER)).get(path).content.decode()
    assert '<a href="https://good.example/" rel="noreferrer">c</a>' in page
    assert re.findall(r"<script>x|href=.javascript:|src=.https://t", page) == []


# --- cookies -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", ["yes", "no"])
def test_the_choice_is_kept_in_one_cookie_and_shown(client: Client, choice: str) -> None:
    answer = client.post("/privacy/cookies/?lang=en", {"counting": choice})
    assert (answer.status_code, answer["Location"]) == (302, "/privacy/cookies/?lang=en&saved=1")
    cookie = answer.cookies["tracking"]
    assert (cookie.value, cookie["max-age"], cookie["httponly"], cookie["samesite"], cookie["domain"]) == (
        choice, 180 * 86400, True, "Lax", "",
    )  # fmt: skip
    page = client.get("/privacy/cookies/").content.decode()
    assert f"Your answer: {choice}" in page


def test_an_answer_that_was_not_offered_sets_nothing(client: Client) -> None:
    answer = client.post("/privacy/cookies/", {"counting": "<b>"})
    assert (answer.status_code, answer.cookies.keys()) == (302, set())


@pytest.mark.parametrize("signal", NO_TRACKING)
def test_the_browsers_signal_outweighs_a_yes_and_the_page_says_so(client: Client, signal: dict[str, str]) -> None:
    client.post("/privacy/cookies/", {"counting": "yes"})
    answer = client.get("/privacy/cookies/", headers=signal)
    page = answer.content.decode()
    assert ("We do as it says" in page, 'value="yes"' in page, "Your answer" in page) == (True, False, False)
    assert {"Sec-GPC", "DNT", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_the_page_lists_every_cookie_by_name(client: Client) -> None:
    page = client.get("/privacy/cookies/").content.decode()
    assert [cookie.name for cookie in COOKIES if f"<code>{cookie.name}</code>" not in page] == []


def test_that_a_browsers_signal_is_honoured_can_be_asked_by_a_program(client: Client) -> None:
    answer = client.get("/.well-known/gpc.json")
    assert (answer.status_code, answer.json()["gpc"]) == (200, True)


# --- staff -------------------------------------------------------------------------------------------------


def test_the_officer_writes_the_next_version_is_told_what_is_missing_and_publishes(published: datetime) -> None:
    house()
    officer = signed_in(staff(Role.PRIVACY_OFFICER))
    assert "Write the next version" in officer.get("/admin/consent/privacynotice/").content.decode()
    assert officer.post("/admin/consent/privacynotice/begin/").status_code == 302
    drafts = list(PrivacyNotice.objects.filter(version=2).order_by("language"))
    for draft in drafts[:2]:
        _save(officer, draft, changes="We have moved.")
    page = _save(officer, drafts[2], _publish="1", changes="")
    assert "say in a sentence or two what is new" in page
    assert PrivacyNotice.objects.filter(version=2, published_at=None).count() == 3
    assert "is published in all languages" in _save(officer, drafts[2], _publish="1", changes="We have moved.")
    assert PrivacyNotice.objects.filter(version=2, published_at=None).count() == 0
    answer = officer.post(f"/admin/consent/privacynotice/{drafts[0].pk}/change/", {"title": "x"})
    assert answer.status_code == 403


def _save(officer: Client, draft: PrivacyNotice, **changes: str) -> str:
    told = {"title": draft.title, "body": draft.body, "effective_on": draft.effective_on.isoformat(), **changes}
    answer = officer.post(f"/admin/consent/privacynotice/{draft.pk}/change/", told, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_others_may_read_the_notice_and_not_write_it(published: datetime) -> None:
    desk = signed_in(staff(Role.FRONT_DESK))
    assert desk.get("/admin/consent/privacynotice/").status_code == 200
    assert desk.post("/admin/consent/privacynotice/begin/").status_code == 403
    assert PrivacyNotice.objects.count() == 3


def test_the_desk_records_that_a_patient_got_the_notice_in_their_language(published: datetime) -> None:
    house()
    person, member = patient(language="zh-hant"), staff()
    desk = signed_in(member)
    path = f"/admin/desk/person/{person.pk}/notice/"
    assert "version 1, 繁體中文" in desk.get(path).content.decode()
    assert notice_panel(person.pk, published).note == "Not given yet, as far as it is recorded."
    assert desk.post(path, {"answer": "refused", "told": "paper"}).status_code == 302
    row = NoticeAcknowledgement.objects.select_related("notice").get()
    assert (row.notice.language, row.answer, row.via, row.recorded_by) == ("zh-hant", "refused", "paper", member.pk)
    [line] = notice_panel(person.pk, published).lines
    assert (line.what, line.verdict) == ("Version 1", "no")
    assert desk.post(path, {"answer": "perhaps", "told": "paper"}).status_code == 200
    assert NoticeAcknowledgement.objects.count() == 1


def test_without_a_notice_there_is_nothing_to_hand_over() -> None:
    house()
    person = patient()
    desk = signed_in(staff())
    answer = desk.post(f"/admin/desk/person/{person.pk}/notice/", {"answer": "acknowledged", "told": "paper"})
    assert ("No privacy notice is published" in answer.content.decode(), NoticeAcknowledgement.objects.count()) == (
        True, 0,
    )  # fmt: skip
