"""What staff see of consent, and what they may record."""

import re
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries, Settings

from audit import blind
from audit.domain.actors import Actor
from audit.domain.uuid7 import uuid7
from audit.models import AuditEvent
from clinic.enums import Role
from clinic.models import Staff
from consent.desk.may_send import may_send_panel
from consent.domain.facts import Transport
from consent.enums import Defect, Recorded, Topic
from consent.models import Authorization, PaperFile, Preference, Suppression
from consent.operations import authorizations, opt_ins, preferences, risk, suppressions
from consent.timeline import entries
from patients.models import Person
from patients.operations.people import register_person
from tests.consent.people import DESK, NOW, TODAY, form, patient, signed
from tests.desk_people import house, signed_in, staff

pytestmark = pytest.mark.django_db(databases=["default"])


def _verdicts(person_id: UUID, channel: int = 0) -> dict[str, str]:
    return {row.what: row.answers[channel].why for row in may_send_panel(person_id, NOW).rows}


def test_the_panel_says_topic_by_topic_what_the_policy_would_say() -> None:
    person = patient()
    preferences.set_topic(by=DESK, now=NOW, person_id=person.pk, topic="aftercare", wanted=False, via=Recorded.STAFF)
    told = _verdicts(person.pk)
    assert told["Appointment reminders"] == "Treatment message, nothing forbids it"
    assert told["Care after a treatment"] == "This topic is switched off"
    assert told["Birthday and holiday greetings"] == "Greetings need a recorded yes"
    assert told["New services and offers"] == "No signed authorization"
    assert told["Newsletter"] == "No recorded opt-in"


def any_good_way(channel: str, today: date) -> Transport:
    return Transport(has_baa=True, enforces_encryption=True)


def test_the_panel_says_no_where_the_clinic_has_no_service_for_text_messages(settings: Settings) -> None:
    settings.SMS_BACKEND = ""
    person = patient(phone="+13125550123")
    assert set(_verdicts(person.pk, channel=1).values()) == {
        "The clinic has no SMS service with an active agreement (BAA)"
    }


def test_the_panel_tells_that_what_a_defective_paper_replaced_ended() -> None:
    person, paper = patient(), form()
    signed(person.pk, paper, signed_on=TODAY - timedelta(days=20))
    wrong = signed(person.pk, paper)
    authorizations.mark_defective(by=DESK, now=NOW, authorization_id=wrong.pk, defect=Defect.BUNDLED)
    defective = "The authorization lacks a required element"
    told = f"{defective}. The earlier one ended when this one was taken: ask again"
    assert _verdicts(person.pk)["New services and offers"] == told
    alone = signed(patient("b@example.org").pk, paper)
    authorizations.mark_defective(by=DESK, now=NOW, authorization_id=alone.pk, defect=Defect.BUNDLED)
    assert _verdicts(alone.person_id)["New services and offers"] == defective
    signed(person.pk, paper)
    assert _verdicts(person.pk)["New services and offers"] == "A signed authorization covers it"


def test_the_panel_answers_for_each_channel_and_leads_to_the_paper_it_rests_on(settings: Settings) -> None:
    settings.WAY_OUT = "tests.consent.test_desk.any_good_way"
    person = patient(phone="+13125550123")
    by_mail = signed(person.pk)
    [offers] = [row for row in may_send_panel(person.pk, NOW).rows if row.what == "New services and offers"]
    path = f"/admin/desk/signed/{by_mail.pk}/"
    assert [(answer.verdict.value, answer.why, answer.link) for answer in offers.answers] == [
        ("yes", "A signed authorization covers it", path),
        ("no", "No authorization covers this purpose and channel", path),
    ]


@pytest.mark.parametrize(("kind", "topics"), [("subscriber", 1), ("lead", 2), ("patient", 9)])
def test_the_panel_asks_what_concerns_this_kind_of_person(kind: str, topics: int) -> None:
    person = register_person(by=DESK, now=NOW, kind=kind, given_name="Kim", family_name="", email="k@example.org")
    assert len(_verdicts(person.pk)) == topics


def test_the_timeline_tells_choices_papers_and_answers_without_a_name() -> None:
    person = patient()
    preferences.set_topic(by=DESK, now=NOW, person_id=person.pk, topic="aftercare", wanted=False, via=Recorded.STAFF)
    signed(person.pk)
    risk.acknowledge(by=DESK, now=NOW, person_id=person.pk, accepted=True, via=Recorded.PAPER, text_version="r1")
    assert [entry.title for entry in entries(person.pk)] == [
        "Switched off: Care after a treatment",
        "Accepted e-mail without enforced encryption",
        "Authorization signed: Marketing by e-mail",
        "Copy given: Marketing by e-mail",
    ]
    opt_in = opt_ins.ask(by=DESK, now=NOW, name="S", email="s@e.org", language="en", form="f", text_version="t")
    assert opt_in is not None
    opt_ins.confirm(by=DESK, now=NOW, opt_in_id=opt_in.pk)
    assert [entry.title for entry in entries(opt_in.person_id)] == ["Asked for: Newsletter", "Confirmed: Newsletter"]


def test_front_desk_records_what_was_told_by_telephone() -> None:
    house()
    person, member = patient(), staff()
    desk = signed_in(member)
    path = f"/admin/desk/person/{person.pk}/choices/"
    assert desk.get(path).status_code == 200
    assert Preference.objects.count() == 0
    assert desk.post(path, {"offers": "no", "newsletter": "yes", "told": "staff"}).status_code == 302
    told = Preference.objects.filter(person=person).values_list("topic", "wanted", "via")
    assert set(told) == {("offers", False, "staff"), ("newsletter", True, "staff")}


def _shown(page: str, topic: str) -> list[str]:
    """The answers beside a topic, the chosen one first."""
    field = page.split(f'<select name="{topic}"', 1)[1].split("</select>", 1)[0]
    options = re.findall(r"<option[^>]*?( selected)?>([^<]*)</option>", field)
    return [words for _, words in sorted(options, key=lambda option: option[0], reverse=True)]


def test_choices_show_as_said_only_what_was_recorded() -> None:
    house()
    person = patient()
    wishes = {Topic.AFTERCARE: False, Topic.OFFERS: True}
    preferences.set_topics(by=DESK, now=NOW, person_id=person.pk, wishes=wishes, via=Recorded.STAFF, told_each=True)
    page = signed_in(staff()).get(f"/admin/desk/person/{person.pk}/choices/").content.decode()
    assert _shown(page, "health-news")[0] == "Nothing said: needs a signed paper"
    assert _shown(page, "newsletter")[0] == "Nothing said: not sent"
    assert _shown(page, "appointments")[0] == "Nothing said: sent"
    assert _shown(page, "offers") == ["Yes, they want it", "No, they do not want it"]
    assert _shown(page, "aftercare") == ["No, they do not want it", "Yes, they want it"]
    assert "<h1>E-mail choices</h1>" in page


@pytest.mark.parametrize("answers", [{}, {"offers": "yes"}, {"appointments": "", "offers": "yes"}])
def test_choices_left_as_they_were_record_nothing_and_say_so(answers: dict[str, str]) -> None:
    house()
    person = patient()
    if answers:
        wishes = {Topic.OFFERS: True}
        preferences.set_topics(by=DESK, now=NOW, person_id=person.pk, wishes=wishes, via=Recorded.STAFF, told_each=True)
    before = Preference.objects.count()
    path = f"/admin/desk/person/{person.pk}/choices/"
    answer = signed_in(staff()).post(path, answers | {"told": "staff"}, follow=True)
    assert Preference.objects.count() == before
    assert [str(told) for told in answer.context["messages"]] == ["Nothing was changed, so nothing was recorded."]


def test_who_may_not_record_choices_is_refused() -> None:
    house()
    person = patient()
    assert signed_in(staff(Role.MARKETER)).post(f"/admin/desk/person/{person.pk}/choices/").status_code == 403
    assert Preference.objects.count() == 0


@pytest.mark.parametrize(
    "model", ["preference", "optin", "authorization", "authorizationform", "riskacknowledgement", "suppression"]
)
def test_lists_and_rows_open_and_show_no_sealed_value(model: str) -> None:
    house()
    person = patient("zebra@example.org")
    paper = signed(person.pk, signature="Zebedee Zappa")
    desk = signed_in(staff(Role.PRIVACY_OFFICER))
    page = desk.get(f"/admin/consent/{model}/")
    row = desk.get(f"/admin/consent/authorization/{paper.pk}/change/")
    assert (page.status_code, row.status_code) == (200, 200)
    shown = (page.content + row.content).decode().casefold()
    assert [word for word in ("zebedee", "zebra@") if word in shown] == []


def test_the_list_of_papers_shows_missing_elements() -> None:
    house()
    paper = signed(patient().pk)
    bare = Authorization(
        person_id=paper.person_id, form_id=paper.form_id, state="draft", via="paper", recorded_at=NOW, signed_on=None
    )
    bare.save()
    page = signed_in(staff(Role.PRIVACY_OFFICER)).get("/admin/consent/authorization/").content.decode()
    assert "45 CFR 164.508(c)(1)(vi) the signature" in page
    assert "45 CFR 164.508(c)(1)(v) a date or event on which it ends" in page


def test_staff_revoke_a_paper_through_the_list() -> None:
    house()
    paper = signed(patient().pk)
    desk = signed_in(staff())
    desk.post("/admin/consent/authorization/", {"action": "revoke", "_selected_action": [str(paper.pk)]})
    paper.refresh_from_db()
    assert (paper.state, paper.revoked_via) == ("inactive", "staff")


_SIGNED = {"signature": "Pat Lee", "signed_on": "2026-06-15", "has_copy": "on"}
_PDF = b"%PDF-1.7 a scan"


def _scan(content: bytes = _PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("scan.pdf", content)


def _papers(person: Person, told: dict[str, str], role: Role = Role.FRONT_DESK) -> tuple[int, str]:
    answer = signed_in(staff(role)).post(f"/admin/desk/person/{person.pk}/paper/", {"scan": _scan(), **told})
    return answer.status_code, answer.content.decode()


def test_front_desk_records_a_signed_paper() -> None:
    house()
    person, paper = patient(), form()
    page = signed_in(staff(username="other")).get(f"/admin/desk/person/{person.pk}/choices/").content.decode()
    assert f'href="/admin/desk/person/{person.pk}/paper/"' in page
    assert _papers(person, {"form": str(paper.pk), **_SIGNED})[0] == 302
    row = Authorization.objects.get(person=person)
    assert (row.form_id, row.state, row.signed_on, row.via) == (paper.pk, "active", TODAY, "paper")
    assert _verdicts(person.pk)["New services and offers"] == "A signed authorization covers it"
    [file] = PaperFile.objects.filter(authorization=row).values_list("kind", "media_type", "digest")
    assert file == ("scan", "application/pdf", sha256(_PDF).hexdigest())


def test_paper_without_a_copy_for_the_signer_does_not_count_yet() -> None:
    house()
    person, paper = patient(), form()
    assert _papers(person, {"form": str(paper.pk), **_SIGNED, "has_copy": ""})[0] == 302
    row = Authorization.objects.get()
    assert row.state == "draft"
    desk = signed_in(Staff.objects.get())
    assert "Signed, but without a copy" in desk.get(f"/admin/desk/person/{person.pk}/sign/").content.decode()
    desk.post(f"/admin/desk/person/{person.pk}/copy/{row.pk}/")
    row.refresh_from_db()
    assert (row.state, row.copy_via) == ("active", "printed")


@pytest.mark.parametrize("scan", [b"MZ a program", b""])
def test_what_is_no_scan_is_refused_with_the_paper(scan: bytes) -> None:
    house()
    told: dict[str, Any] = {"form": str(form().pk), **_SIGNED, "scan": _scan(scan)}
    assert _papers(patient(), told)[0] == 200
    assert (Authorization.objects.count(), PaperFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"signature": " "}, "This field is required."),
        ({"signed_on": "2100-01-01"}, "This day has not come yet"),
        ({"signed_on": ""}, "This field is required."),
        ({"form": str(uuid7())}, "Select a valid choice."),
        ({"by_representative": "on"}, "Missing: why a representative may sign"),
    ],
)
def test_what_a_paper_lacks_stands_beside_its_field(changes: dict[str, str], error: str) -> None:
    house()
    person, paper = patient(), form()
    status, page = _papers(person, {"form": str(paper.pk), **_SIGNED, **changes})
    assert (status, page.count('<ul class="errorlist"')) == (200, 1)
    assert error in page
    assert Authorization.objects.count() == 0


def test_a_minors_paper_is_signed_by_a_representative() -> None:
    house()
    child, paper = patient(birth_date=date(2016, 3, 1)), form()
    told = {"form": str(paper.pk), **_SIGNED}
    assert "They were a minor on that day" in _papers(child, told)[1]
    by_parent = {**told, "by_representative": "on", "representative_authority": "mother"}
    page, told_all = f"/admin/desk/person/{child.pk}/paper/", {"scan": _scan(), **by_parent}
    assert signed_in(Staff.objects.get()).post(page, told_all).status_code == 302
    assert Authorization.objects.get().signed_by_representative


def test_a_form_that_is_not_published_is_not_offered() -> None:
    house()
    draft = form(published_at=None)
    assert "Select a valid choice." in _papers(patient(), {"form": str(draft.pk), **_SIGNED})[1]


@pytest.mark.parametrize("role", [Role.MARKETER, Role.ADMINISTRATOR])
def test_who_may_not_take_papers_is_refused(role: Role) -> None:
    house()
    person, paper = patient(), form()
    assert _papers(person, {"form": str(paper.pk), **_SIGNED}, role)[0] == 403
    assert Authorization.objects.count() == 0


def test_a_suppression_is_lifted_by_those_who_may_and_say_why() -> None:
    house()
    key = blind.email_key("x@example.org") or b""
    row = suppressions.suppress(by=Actor.system("webhook"), now=NOW, address_key=key, cause="bounced")
    page, lift = "/admin/consent/suppression/", {"action": "lift", "_selected_action": [str(row.pk)]}
    assert signed_in(staff()).post(page, lift).status_code == 403
    officer = signed_in(staff(Role.PRIVACY_OFFICER))
    assert "Write to them again?" in officer.post(page, lift).text
    assert "Say why." in officer.post(page, lift | {"_why": "1"}).text
    assert Suppression.objects.get().until is None
    assert officer.post(page, lift | {"_why": "1", "because": "works-again"}).status_code == 302
    lifted = Suppression.objects.get()
    assert lifted.until == lifted.lifted_at is not None
    told = AuditEvent.objects.filter(word="consent", fields__contains=["consent.suppression.until"]).latest("id")
    assert (told.details["what"], told.details["because"]) == ("lifted", "works-again")


def test_a_suppressions_own_page_leads_to_lifting_it() -> None:
    house()
    key = blind.email_key("x@example.org") or b""
    row = suppressions.suppress(by=Actor.system("webhook"), now=NOW, address_key=key, cause="complained")
    shown = signed_in(staff(Role.PRIVACY_OFFICER)).get(f"/admin/consent/suppression/{row.pk}/change/").text
    assert ("Until it is lifted" in shown, 'formaction="/admin/consent/suppression/"' in shown) == (True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_queries_for_one_row_and_for_three(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    house()
    people = [patient(f"p{number}@example.org") for number in range(rows)]
    paper = signed(people[0].pk)
    for person in people[1:]:
        signed(person.pk, paper.form)
    desk = signed_in(staff(Role.PRIVACY_OFFICER))
    desk.get("/admin/consent/authorization/")
    with django_assert_num_queries(7):
        desk.get("/admin/consent/authorization/")
