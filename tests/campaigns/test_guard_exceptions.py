from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from audit.domain.actors import Actor
from audit.models import AuditEvent
from campaigns.domain.guard import Passed
from campaigns.domain.texts import Draft
from campaigns.leak_probes import look_at_texts
from campaigns.models import GuardException, Message, MessageTemplate, TemplateVersion
from campaigns.operations import guard_exceptions
from campaigns.operations.delivery import deliver_due
from campaigns.operations.guard_exceptions import CannotExcept
from campaigns.operations.templates import AUTHOR_PUBLISHES, CannotPublish, publish_draft, write_draft
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db

AUTHOR, OTHER = Actor.staff(uuid4(), "marketer"), Actor.staff(uuid4(), "privacy-officer")
FLU = Passed("body", "sensitive-word", "flu")
WORDS = Draft("en", "A note from your clinic", "", "Our flu clinic is open to everybody.")


@pytest.fixture(autouse=True)
def clinic(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()


def _draft(draft: Draft = WORDS, by: Actor = AUTHOR) -> TemplateVersion:
    text = MessageTemplate.objects.get(slug="welcome")
    return write_draft(template_id=text.pk, draft=draft, by=by, now=NOW)


def _asked(
    version: TemplateVersion, finding: Passed = FLU, reason: str = "Open to all, names nobody"
) -> GuardException:
    return guard_exceptions.ask(version_id=version.pk, finding=finding, reason=reason, by=AUTHOR, now=NOW)


def _granted(version: TemplateVersion) -> GuardException:
    return guard_exceptions.grant(exception_id=_asked(version).pk, by=OTHER, now=NOW)


def _problems(version: TemplateVersion, by: Actor = OTHER) -> list[str]:
    try:
        publish_draft(version_id=version.pk, by=by, now=NOW)
    except CannotPublish as cannot:
        return cannot.problems
    return []


def test_a_finding_blocks_publishing_until_a_second_person_lets_it_pass() -> None:
    version = _draft()
    assert [words.split("”")[0] for words in _problems(version)] == ["Body: “flu"]
    asked = _asked(version)
    assert len(_problems(version)) == 1
    guard_exceptions.grant(exception_id=asked.pk, by=OTHER, now=NOW)
    assert _problems(version) == []
    told = AuditEvent.objects.filter(word="configure", details__exception=str(asked.pk))
    steps = [event.details["step"] for event in told]
    assert sorted(steps) == ["ask", "granted"]


def test_a_text_with_an_exception_is_sent_and_no_leak() -> None:
    version = _draft()
    _granted(version)
    publish_draft(version_id=version.pk, by=OTHER, now=NOW)
    plan(intent(patient()))
    deliver_due(NOW, by=BY)
    assert (Message.objects.get().version_id, Message.objects.get().state) == (version.pk, "accepted")
    assert not [leak for leak in look_at_texts(NOW).leaks if "guard" in leak.problem]


def test_what_was_granted_for_other_words_counts_for_nothing_when_it_is_sent() -> None:
    version = _draft()
    _granted(version)
    publish_draft(version_id=version.pk, by=OTHER, now=NOW)
    later = _draft(Draft("en", WORDS.subject, "", "Our flu clinic is open to you."))
    _granted(later)
    other_words = "The flu clinic is open to you."
    TemplateVersion.objects.filter(pk=later.pk).update(body=other_words, text=other_words, published_at=NOW)
    plan(intent(patient()))
    deliver_due(NOW, by=BY)
    assert (Message.objects.get().version_id, Message.objects.get().reason) == (later.pk, "guard-finding")


def test_another_word_in_the_text_ends_what_was_granted() -> None:
    version = _draft()
    _granted(version)
    _draft(Draft("en", WORDS.subject, "", WORDS.body + " Come in."))
    assert len(_problems(version)) == 1


def test_neither_who_asked_nor_who_wrote_answers() -> None:
    version = _draft(by=OTHER)
    asked = _asked(version)
    for by in (AUTHOR, OTHER):
        with pytest.raises(CannotExcept, match="nothing was let pass"):
            guard_exceptions.grant(exception_id=asked.pk, by=by, now=NOW)
    assert GuardException.objects.get().answer == ""


@pytest.mark.parametrize(
    ("draft", "finding", "reason"),
    [
        (WORDS, Passed("body", "sensitive-word", "measles"), "It is not in the text"),
        (WORDS, FLU, "  "),
        (WORDS, FLU, "Ask (312) 555-0199, she knows"),
        (
            Draft("en", WORDS.subject, "", "Write to ana.li@mail.example."),
            Passed("body", "e-mail-address", "ana.li@mail.example"),
            "It is hers",
        ),
        (Draft("en", "Flu season", "", "Hello"), Passed("subject", "not-in-vocabulary", "Flu"), "It is the season"),
    ],
)
def test_what_cannot_be_asked(draft: Draft, finding: Passed, reason: str) -> None:
    with pytest.raises(CannotExcept):
        _asked(_draft(draft), finding, reason)
    assert not GuardException.objects.exists()


def test_refused_is_refused_and_may_be_asked_again() -> None:
    version = _draft()
    guard_exceptions.refuse(exception_id=_asked(version).pk, by=OTHER, now=NOW)
    assert len(_problems(version)) == 1
    assert _asked(version).answer == ""


@pytest.mark.parametrize(
    "change", [{"answer": ""}, {"word": "measles"}, {"reason": "Another"}, {"answered_by": str(AUTHOR.id)}]
)
def test_the_database_keeps_an_answer_as_it_is(change: dict[str, str]) -> None:
    _granted(_draft())
    with pytest.raises(DatabaseError), transaction.atomic():
        GuardException.objects.update(**change)


def test_who_wrote_it_does_not_publish_it() -> None:
    version = _draft(Draft("en", WORDS.subject, "", "Hello!"))
    assert _problems(version, by=AUTHOR) == [AUTHOR_PUBLISHES]
    assert _problems(version, by=OTHER) == []
