"""Forms: the built-in ones, drafting, publishing; a published version stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEvent
from clinic.enums import Language
from consent import documents
from consent.enums import AuthorizationKind
from consent.form_versions import current_version, kinds, problems_of, published_form, rows_of, text_of
from consent.models import AuthorizationForm
from consent.operations import forms
from consent.operations.forms import AlreadyPublished, NotReady
from tests.consent.people import DESK, NOW

pytestmark = pytest.mark.django_db(databases=["default"])
KIND = AuthorizationKind.MARKETING_EMAIL


def test_built_in_forms_are_published_once_in_all_kinds_and_languages() -> None:
    assert (forms.install(by=DESK, now=NOW), forms.install(by=DESK, now=NOW)) == (12, 0)
    there = set(AuthorizationForm.objects.filter(published_at=NOW).values_list("kind", "language"))
    assert there == {(kind, language) for kind in AuthorizationKind for language in Language}


def test_built_in_forms_are_as_plain_as_forms_must_be() -> None:
    forms.install(by=DESK, now=NOW)
    for kind in AuthorizationKind:
        rows = rows_of(kind, current_version(kind) or 0)
        assert problems_of(rows) == ()
        # Well below the limits of publishing: a sixth-grader's text, short Chinese sentences.
        english, *chinese = (text_of(row).measures for row in rows)
        assert english[0].value <= 6
        assert all(measure[0].value <= 20 for measure in chinese)


def test_a_draft_starts_with_the_words_of_the_newest_version() -> None:
    forms.install(by=DESK, now=NOW)
    number = forms.draft(by=DESK, kind=KIND)
    assert (number, forms.draft(by=DESK, kind=KIND)) == (3, 3)
    old, new = rows_of(KIND, 2), rows_of(KIND, 3)
    assert [text_of(row) for row in new] == [text_of(row) for row in old]
    assert {row.published_at for row in new} == {None}
    [line] = [line for line in kinds() if line.kind == KIND]
    assert (line.published, line.draft) == (old[0], new[0])


def test_a_published_draft_is_the_current_version_in_each_language() -> None:
    forms.install(by=DESK, now=NOW)
    number = forms.draft(by=DESK, kind=KIND)
    forms.rewrite(by=DESK, form_id=rows_of(KIND, number)[0].pk, words={"title": "May we write to you?"})
    forms.publish(by=DESK, now=NOW + timedelta(days=1), kind=KIND, version=number)
    assert current_version(KIND) == 3
    assert published_form(KIND, 3, "en").title == "May we write to you?"
    assert published_form(KIND, 3, "zh-hant").title == "我們可以用電子郵件寄消息與優惠給您嗎？"
    assert [event.details["what"] for event in AuditEvent.objects.filter(word="configure").order_by("id")] == [
        "published", "drafted", "rewritten", "published",
    ]  # fmt: skip


def test_a_draft_with_a_problem_is_not_published_and_says_why() -> None:
    forms.install(by=DESK, now=NOW)
    number = forms.draft(by=DESK, kind=KIND)
    simplified = rows_of(KIND, number)[2]
    forms.rewrite(by=DESK, form_id=simplified.pk, words={"redisclosure": ""})
    with pytest.raises(NotReady) as caught:
        forms.publish(by=DESK, now=NOW, kind=KIND, version=number)
    assert [(problem.language, "(c)(2)(iii)" in problem.words) for problem in caught.value.problems] == [
        ("zh-hans", True)
    ]
    assert current_version(KIND) == 2


def test_languages_that_allow_different_things_are_not_published() -> None:
    forms.install(by=DESK, now=NOW)
    number = forms.draft(by=DESK, kind=KIND)
    AuthorizationForm.objects.filter(version=number, language="en").update(valid_days=3000)
    with pytest.raises(NotReady, match="do not allow the same"):
        forms.publish(by=DESK, now=NOW, kind=KIND, version=number)


def test_scope_is_set_for_all_languages() -> None:
    forms.install(by=DESK, now=NOW)
    number = forms.draft(by=DESK, kind=KIND)
    forms.set_scope(by=DESK, kind=KIND, version=number, shared={"valid_days": 90, "purposes": ["marketing"]})
    assert {(row.valid_days, *row.purposes) for row in rows_of(KIND, number)} == {(90, "marketing")}


def test_a_published_form_never_changes() -> None:
    forms.install(by=DESK, now=NOW)
    [english, *_] = rows_of(KIND, 2)
    for change in (
        lambda: forms.rewrite(by=DESK, form_id=english.pk, words={"title": "Other"}),
        lambda: forms.set_scope(by=DESK, kind=KIND, version=2, shared={"valid_days": 1}),
        lambda: forms.publish(by=DESK, now=NOW, kind=KIND, version=2),
    ):
        with pytest.raises(AlreadyPublished):
            change()
    for update in (
        lambda: AuthorizationForm.objects.update(title="Something else"),
        lambda: AuthorizationForm.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            update()


def test_only_words_are_rewritten_as_words() -> None:
    forms.install(by=DESK, now=NOW)
    number = forms.draft(by=DESK, kind=KIND)
    with pytest.raises(ValueError, match="published_at"):
        forms.rewrite(by=DESK, form_id=rows_of(KIND, number)[0].pk, words={"published_at": "now"})


def test_what_is_shown_is_pinned_word_for_word() -> None:
    forms.install(by=DESK, now=NOW)
    for row in rows_of(KIND, 2):
        first = documents.shown(row, "Maple Street Clinic")
        assert [first.text.count(section.text) for section in first.sections] == [1] * 10
        assert first.digest == documents.shown(row, "Maple Street Clinic").digest
        row.expiry_text += "."
        assert documents.shown(row, "Maple Street Clinic").digest != first.digest
        assert documents.shown(row, "Another Clinic").digest != documents.shown(row, "Maple Street Clinic").digest


@pytest.mark.parametrize(
    ("language", "change", "says"),
    [
        ("en", {}, "365 days after the day you sign.\nWe may write to you by: e-mail.\nNobody pays us for this."),
        ("zh-hant", {"valid_days": None, "expiry_event": "您離開本診所"}, "發生以下情況時失效：您離開本診所"),
        ("zh-hans", {"channels": ["email", "sms"]}, "我们可以用这些方式联系您：电子邮件、手机短信。"),
        ("en", {"channels": []}, "It does not allow us to send you messages."),
        ("en", {"purposes": ["third-party-paid"]}, "Somebody else pays us for this."),
    ],
)
def test_what_the_gate_enforces_stands_in_the_text_that_is_signed(
    language: str, change: dict[str, Any], says: str
) -> None:
    forms.install(by=DESK, now=NOW)
    row = published_form(KIND, 2, language)
    before = documents.shown(row, "Maple Street Clinic").digest
    for name, value in change.items():
        setattr(row, name, value)
    after = documents.shown(row, "Maple Street Clinic")
    assert (says in after.text, after.digest != before) == (True, bool(change))
