"""Every page of the URL configuration, with an address made for rows that exist."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from audit.domain.actors import Actor
from campaigns import reading_links, seminar_mails
from campaigns.enums import LinkPurpose
from campaigns.message_links import token_for
from campaigns.models import Message, Seminar
from consent import bound_links, links
from consent.enums import AuthorizationKind, RightsStepKind, SigningWay
from consent.models import OptIn, RightsRequest, RightsStep, SigningRequest
from consent.operations import rights
from consent.rights_steps import tell
from patients.models import Appointment, Person
from tests.campaigns.messages import message_about
from tests.campaigns.seminars.scenes import invited, seminar

#: Not ours to open: the vendors' webhooks take signed POSTs only, and two catch-alls of the admin have no page.
SKIPPED = {"anymail", None, "view_on_site"}

#: Pages behind the link of a request to sign.
SIGNING = {"consent:authorize", "consent:signed-copy", "consent:signed-copy-file"}

#: Pages behind the links in a message.
BEHIND_MESSAGES = {
    "campaigns:appointment": LinkPurpose.APPOINTMENT,
    "campaigns:appointment-file": LinkPurpose.APPOINTMENT,
    "campaigns:care": LinkPurpose.CARE,
    "campaigns:book-link": LinkPurpose.BOOKING,
}

#: What is counted of a message.
COUNTED = {
    "campaigns:counted-link": reading_links.LINK,
    "campaigns:counted-picture": reading_links.PICTURE,
}


def named_pages() -> list[tuple[str, tuple[str, ...]]]:
    """(view name, parameter names) of every page."""
    return sorted(set(_walk(get_resolver(), "")))


def address(view: str, parameters: tuple[str, ...], person: Person) -> str:
    return reverse(view, kwargs={name: _value(view, name, person) for name in parameters})


def _walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            if pattern.namespace not in SKIPPED or pattern.namespace is None:
                yield from _walk(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name not in SKIPPED:
            yield f"{namespace}{pattern.name}", tuple(pattern.pattern.converters or pattern.pattern.regex.groupindex)


def _value(view: str, parameter: str, person: Person) -> Any:
    match parameter:
        case "person_id":
            return person.pk
        case "appointment_id":
            return Appointment.objects.filter(person=person).latest("starts_at").pk
        case "day":
            return date(2026, 11, 23)
        case "token":
            return _token(view, person)
        case "version":
            return 1
        case "slug":
            return open_seminar().slug if view == "campaigns:event" else "newsletter"
        case "app_label":
            return "patients"
        case "object_id" | "id" | "pk":
            return _row_of(view)
    return _row_named(parameter)


def open_seminar(slug: str = "seminar-of-pages") -> Seminar:
    """One that is there, or is made here."""
    found = Seminar.objects.filter(slug=slug).first()
    begins = timezone.now() + timedelta(days=7)
    return found or seminar(slug=slug, starts_at=begins, closes_at=begins, now=timezone.now())


def seminar_token(person: Person) -> str:
    """Of a message that invites them to one."""
    return bound_links.token_of(seminar_mails.LINK, invited(person, open_seminar()).pk, person)


def _token(view: str, person: Person) -> str:
    if view == "campaigns:event-link":
        return seminar_token(person)
    if view in BEHIND_MESSAGES:
        return token_for(BEHIND_MESSAGES[view], message_to(person))
    if view in COUNTED:
        return links.sign(COUNTED[view], message_to(person).pk)
    if view in SIGNING:
        return bound_links.signing_token(request_to_sign(person).pk)
    if view == "consent:rights-request":
        return bound_links.rights_token(right_asked_by(person).pk)
    if view == "consent:rights-answer":
        return bound_links.answer_token(told_of_more_time(right_asked_by(person)).pk)
    if view == "consent:confirm":
        return bound_links.confirm_token(OptIn.objects.latest("asked_at").pk)
    if purpose_of(view) == links.PREFERENCES:
        return bound_links.preferences_token(person.pk)
    return links.sign(purpose_of(view), person.pk, "appointments" if "unsubscribe" in view else "")


def purpose_of(view: str) -> str:
    """Which kind of link opens it: one of its own name, or that of the page of choices."""
    if view in BEHIND_MESSAGES:
        return BEHIND_MESSAGES[view].value
    if view in COUNTED:
        return COUNTED[view]
    if view == "campaigns:event-link":
        return seminar_mails.LINK
    return links.PREFERENCES if view == "consent:permissions" else view.removeprefix("consent:")


def message_to(person: Person) -> Message:
    """A message about an appointment that they have, or are sent here."""
    told = Message.objects.filter(person=person, appointment__isnull=False).order_by("pk").first()
    return told or message_about(Appointment.objects.filter(person=person).latest("starts_at"))


def request_to_sign(person: Person) -> SigningRequest:
    """An open one that they have, or are given here."""
    now = timezone.now()
    found, _ = SigningRequest.objects.get_or_create(
        person=person,
        way=SigningWay.LINK,
        defaults={
            "kind": AuthorizationKind.MARKETING_EMAIL, "version": 1, "asked_by": uuid4(), "asked_at": now,
            "expires_at": now + timedelta(days=1),
        },
    )  # fmt: skip
    return found


def right_asked_by(person: Person) -> RightsRequest:
    """A request that they sent, or send here."""
    if found := RightsRequest.objects.filter(person=person).first():
        return found
    told = {"by": Actor.system("pages"), "now": timezone.now()}
    wrote = rights.receive(
        **told, kind="access", name="Asks", email=f"{person.pk.hex}@example.org", words="all of it", language="en",
        via="rights-page",
    )  # fmt: skip
    rights.recognise(**told, request_id=wrote.pk, person_id=person.pk, how="document")
    return RightsRequest.objects.get(pk=wrote.pk)


def told_of_more_time(asked: RightsRequest) -> RightsStep:
    """The step that a mail leads to, taken here if none was."""
    told = asked.steps.filter(told_to__isnull=False)
    if not told.exists():
        tell(asked, RightsStepKind.EXTENDED, by=Actor.system("pages"), now=timezone.now(), note="The film is elsewhere")
    return told.latest("at", "id")


def _row_of(view: str) -> Any:
    """A row of the model that an admin page is about; an id that is nobody's when there is none."""
    for model in admin.site._registry:
        if view.startswith(f"admin:{model._meta.label_lower.replace('.', '_')}_"):
            row = model._default_manager.first()
            return row.pk if row else uuid4()
    return UUID(int=0)


def _row_named(parameter: str) -> Any:
    """`message_id` is the id of a message, and so on: by the name of a model."""
    named = parameter.removesuffix("_id").replace("_", "")
    for model in apps.get_models():
        if str(model._meta.model_name).endswith(named):
            row = model._default_manager.first()
            return row.pk if row else uuid4()
    raise LookupError(f"no value known for the URL parameter {parameter!r}: add it to tests/laws/pages.py")
