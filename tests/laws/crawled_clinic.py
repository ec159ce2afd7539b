"""A clinic with at least two of everything that a page can show, made through the public operations."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from audit.models import ReviewCase
from campaigns.message_links import token_for
from campaigns.models import LinkGuard, Segment, TemplateVersion
from campaigns.operations import campaigns
from campaigns.operations.segments import save_segment
from clinic.enums import NoticeKind, Role, StaffAlert
from clinic.models import (
    BlockedDate,
    LeakCheck,
    LeakFinding,
    Location,
    Notice,
    RiskAssessment,
    Staff,
    TrainingRecord,
    Vendor,
)
from clinic.operations.staff import hire
from consent import bound_links, links
from consent.domain.letters import MOST_TRIES
from consent.enums import AuthorizationKind, DoorstepKind, Topic
from consent.models import Authorization, AuthorizationForm, OptIn, Posted, SignUpForm
from consent.operations import authorizations, doorstep, opt_ins, preferences, risk, suppressions
from journeys.demo.house import furnish
from journeys.enums import RunKind
from journeys.models import Journey, RehearsedLine
from journeys.operations import rehearsals, runs
from patients.models import Appointment, Person
from patients.operations import appointments, desk_tasks, people, visits
from tests.laws.pages import (
    BEHIND_MESSAGES,
    COUNTED,
    SIGNING,
    message_to,
    open_seminar,
    purpose_of,
    request_to_sign,
    right_asked_by,
    seminar_token,
    told_of_more_time,
)
from tests.patients.importers.scenes import run_import, write

BY = Actor.system("crawled-clinic")
DAY = date(2026, 11, 23)
_REHEARSED = "crawled"


@dataclass(frozen=True)
class CrawledClinic:
    """Two people with a guardian; of each member of staff's role one who looks, and a colleague."""

    people: tuple[Person, Person]
    guardian: UUID
    staff: dict[Role, Staff]

    def value(self, view: str, parameter: str, number: int) -> Any:
        """For a parameter of a page's address: of the first or second of its kind; 2 is nobody's."""
        if parameter == "day":
            return DAY
        if parameter == "slug" and view == "campaigns:event":
            return ("crawled-1", "crawled-2", "none")[number]
        if parameter == "slug":
            return ("newsletter", "fair", "none")[number]
        if parameter == "app_label":
            return ("patients", "clinic", "audit")[number]
        if parameter == "version":
            return 1 if number < 2 else 999
        if parameter == "token":
            return self._token(view, number) if number < 2 else "no-token-of-ours"
        if parameter == "person_id":
            return self.people[number].pk if number < 2 else uuid4()
        if parameter == "rehearsed_line_id" and number < 2:
            return RehearsedLine.objects.get(person=self.people[number], step=_REHEARSED).pk
        rows = list(_rows(view, parameter)[:2])
        return rows[number] if number < len(rows) else 0 if rows and isinstance(rows[0], int) else uuid4()

    def names(self, view: str, parameters: tuple[str, ...], number: int) -> set[UUID] | None:
        """Whom an event of this page must name at least; None when the page is not about one person."""
        if view == "consent:confirm":
            return {_asked()[number].person_id}
        if view == "consent:rights-request":
            return {right_asked_by(self.people[number]).reply_to_id}
        if {"person_id", "token", "rehearsed_line_id"} & set(parameters):
            return {self.people[number].pk}
        if "authorization_id" in parameters:
            return {Authorization.objects.get(pk=self.value(view, "authorization_id", number)).person_id}
        if "appointment_id" in parameters:
            return {Appointment.objects.get(pk=self.value(view, "appointment_id", number)).person_id}
        return None

    def _token(self, view: str, number: int) -> str:
        if view in BEHIND_MESSAGES:
            return token_for(BEHIND_MESSAGES[view], message_to(self.people[number]))
        if view in COUNTED:
            return links.sign(COUNTED[view], message_to(self.people[number]).pk)
        if view == "campaigns:event-link":
            return seminar_token(self.people[number])
        if view == "consent:confirm":
            return bound_links.confirm_token(_asked()[number].pk)
        if view == "consent:rights-request":
            return bound_links.rights_token(right_asked_by(self.people[number]).pk)
        if view == "consent:rights-answer":
            return bound_links.answer_token(told_of_more_time(right_asked_by(self.people[number])).pk)
        if view in SIGNING:
            return bound_links.signing_token(request_to_sign(self.people[number]).pk)
        if purpose_of(view) == links.PREFERENCES:
            return bound_links.preferences_token(self.people[number].pk)
        topic = Topic.APPOINTMENTS if "unsubscribe" in view else ""
        return links.sign(purpose_of(view), self.people[number].pk, topic)


def crawled_clinic(folder: Path) -> CrawledClinic:
    now = timezone.now()
    furnish(by=BY, now=now)
    staff = {role: hire(by=BY, now=now, username=f"one-{role}", password=None, role=role) for role in Role}
    guardian = people.register_person(by=BY, now=now, kind="patient", given_name="Rosa", family_name="Lin")
    both = (_somebody("Mei", guardian), _somebody("Ana", guardian))
    _house_rows()
    run_import(write(folder, "refused.csv", "person_id,given_name,family_name\n1,,\n2,,\n"))
    runs.run(now, kind=RunKind.MANUAL, by=BY)
    _rehearse(both)
    for member in staff.values():
        record_change(word=AuditWord.RUN, actor=Actor.staff(member.pk, member.role))
    return CrawledClinic(both, guardian.pk, staff)


def _somebody(name: str, guardian: Person) -> Person:
    now = timezone.now()
    made = people.register_person(
        by=BY, now=now, kind="patient", given_name=name, family_name="Lin", email=f"{name}@example.org".lower(),
        birth_date=date(1980, 5, 6), guardian_id=guardian.pk, joined_on=now.date(),
    )  # fmt: skip
    place = Location.objects.all()[0].pk
    whose: dict[str, Any] = {"by": BY, "now": now, "person_id": made.pk}
    for starts_at in (now + timedelta(hours=23), now, _on_the_day(now)):
        appointments.book(**whose, location_id=place, starts_at=starts_at)
    visits.record_visit(**whose, category="dental", started_at=now - timedelta(days=9))
    visits.record_procedure(**whose, category="surgery", ended_at=now - timedelta(days=1, minutes=5))
    form = AuthorizationForm.objects.get(kind=AuthorizationKind.MARKETING_EMAIL, language="en")
    authorizations.sign_on_paper(**whose, form_id=form.pk, signature=name, signed_on=now.date())
    preferences.set_topic(**whose, topic=Topic.NEWSLETTER, wanted=True, via="staff")
    risk.acknowledge(**whose, accepted=True, via="paper", text_version="1")
    suppressions.suppress(by=BY, now=now, address_key=uuid4().bytes, cause="bounced")
    right_asked_by(made)
    request_to_sign(made)
    desk_tasks.ask(**whose, kind="call-back", once_key=f"crawled {made.pk}", contact_phone="+1 312 555 0199")
    LinkGuard.objects.create(purpose="care", subject_id=made.pk, person=made, tries=5, locked_at=now)
    opt_ins.ask(
        by=BY, now=now, name=name, email=f"{name}.news@example.org".lower(), language="en", form="x", text_version="1"
    )
    return made


def _on_the_day(now: datetime) -> datetime:
    """Noon in Chicago, or the afternoon where noon is when the other appointments are."""
    noon = datetime(DAY.year, DAY.month, DAY.day, 18, tzinfo=UTC)
    is_taken = any(abs(noon - taken) < timedelta(hours=1) for taken in (now, now + timedelta(hours=23)))
    return noon + timedelta(hours=3) if is_taken else noon


def _rehearse(both: tuple[Person, Person]) -> None:
    """A night with a line of each, whatever the hour: which messages the coming night plans depends on it."""
    now = timezone.now()
    night = rehearsals.rehearse_now(by=BY, now=now)
    text = TemplateVersion.objects.get(template__slug="welcome", language="en")
    for person in both:
        RehearsedLine.objects.create(
            rehearsal=night, person=person, journey=Journey.objects.get(slug="welcome"), step=_REHEARSED,
            anchor_key="crawled", anchor_at=now, channel="email", text=text, due_at=now, outcome="planned",
        )  # fmt: skip


def _house_rows() -> None:
    now = timezone.now()
    SignUpForm.objects.create(slug="fair", place="booth", title_en="Fair", created_at=now)
    for number in (1, 2):
        doorstep.post(kind=DoorstepKind.LINK_LOST, content={"email": "x"}, language="en", now=now)
        save_segment(segment_id=uuid4(), name=f"Women {number}", slug=f"women-{number}", by=BY, now=now, rules=[])
        _campaign(number, now)
        open_seminar(f"crawled-{number}")
        Vendor.objects.create(name=f"Post {number}", channel="email", backend=f"x.{number}")
        BlockedDate.objects.create(day=DAY + timedelta(days=number), reason="closed")
        Notice.objects.create(
            kind=NoticeKind.STAFF_ALERT, alert=StaffAlert.LEAK_FOUND, once_key=f"x{number}", audience=Role.CLINICIAN
        )
        every, _ = IntervalSchedule.objects.get_or_create(every=60, period="seconds")
        PeriodicTask.objects.create(name=f"tick-{number}", task="journeys.tasks.tick", interval=every)
        TrainingRecord.objects.create(staff=Staff.objects.all()[number], topic="Privacy", done_on=DAY)
        check = LeakCheck.objects.create(started_at=now)
        LeakFinding.objects.create(probe="cookies", place=f"x{number}", what="x", first_seen=check, last_seen=check)
        ReviewCase.objects.create(
            rule="bulk", staff_id=uuid4(), day=DAY, first_event=1, last_event=1, first_at=now, last_at=now,
            opened_at=now, note="",
        )  # fmt: skip
        RiskAssessment.objects.create(title=f"Year {number}", done_on=DAY, next_on=DAY, done_by="x", summary="x")
    Posted.objects.update(tries=MOST_TRIES)  # stuck: the privacy officer's
    assert Segment.objects.count() >= 2


def _campaign(number: int, now: datetime) -> None:
    draft = campaigns.Draft(
        slug=f"crawled-{number}", name=f"News {number}", template_slug="welcome", segment_slug=f"women-{number}",
        starts_at=now, ends_at=now + timedelta(days=1),
    )  # fmt: skip
    campaigns.write_draft(draft=draft, by=BY, now=now)


def _asked() -> list[OptIn]:
    return list(OptIn.objects.filter(form="x").order_by("asked_at", "pk"))


def _rows(view: str, parameter: str) -> Any:
    model = _model(view, parameter)
    return model._default_manager.order_by("pk").values_list("pk", flat=True)


def _model(view: str, parameter: str) -> type[Model]:
    if view == "admin:view_on_site":
        return ContentType if parameter == "content_type_id" else Person
    if parameter in {"object_id", "id", "pk"}:
        return _model_of_admin_page(view)
    named = parameter.removesuffix("_id").replace("_", "")
    found = [model for model in apps.get_models() if str(model._meta.model_name).endswith(named)]
    if not found:
        raise LookupError(f"no row known for the URL parameter {parameter!r}: add it to {__name__}")
    return max(found, key=lambda model: model._meta.app_label in view)


def _model_of_admin_page(view: str) -> type[Model]:
    if view.startswith("admin:auth_user"):
        return Staff
    models: dict[str, type[Model]] = {
        f"admin:{model._meta.label_lower.replace('.', '_')}_": model for model in admin.site._registry
    }
    return models[max((name for name in models if view.startswith(name)), key=len)]
