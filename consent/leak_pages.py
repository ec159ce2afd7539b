"""Pages of this app for the leak check, opened with the links of an invented person."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.urls import reverse

from audit.domain.actors import Actor
from clinic.domain.page_leaks import PublicPage
from consent import bound_links, links
from consent.enums import AuthorizationKind, Recorded, RightKind, SigningWay, Topic
from consent.models import SigningRequest
from consent.operations import opt_ins, rights
from patients.enums import PersonKind
from patients.models import Person
from patients.operations.people import register_person

_BY = Actor.system("leak-check")


def pages(at: datetime) -> Iterator[PublicPage]:
    """Runs in a transaction that its caller rolls back: nobody is registered, nothing is sent."""
    notice = reverse("consent:privacy")
    yield from _open_to_anybody()
    person, secrets = _invented(at)
    preferences = bound_links.preferences_token(person.pk)
    for view, token in (
        (links.PREFERENCES, preferences),
        ("permissions", preferences),
        (links.UNSUBSCRIBE, links.sign(links.UNSUBSCRIBE, person.pk, Topic.APPOINTMENTS)),
        (links.CONFIRM, _to_confirm(at, secrets["e-mail address"])),
        ("rights-request", _asked_for_a_right(at, secrets["e-mail address"])),
        (links.AUTHORIZE, _to_sign(at, person)),
    ):
        path = reverse(f"consent:{view}", args=[token])
        place = path.replace(token, "<token>")
        asks = frozenset({"birth_year"}) if view == links.AUTHORIZE else frozenset[str]()
        yield PublicPage(place, path, secrets, behind_token=True, may_ask=asks, privacy_notice=notice)


def _open_to_anybody() -> Iterator[PublicPage]:
    notice = reverse("consent:privacy")
    yield PublicPage("/subscribe/", reverse("consent:subscribe"), privacy_notice=notice)
    yield PublicPage("/preferences/", reverse("consent:lost-link"), privacy_notice=notice)
    yield PublicPage("/privacy/", notice)
    yield PublicPage("/privacy/cookies/", reverse("consent:cookies"))
    asks = frozenset({"kind", "name", "email", "words"})
    yield PublicPage("/rights/", reverse("consent:rights"), may_ask=asks, privacy_notice=notice)
    yield PublicPage("/tablet/", reverse("consent:tablet"), behind_token=True, may_ask=frozenset({"code"}))


def _invented(at: datetime) -> tuple[Person, dict[str, str]]:
    mark = uuid4().hex[:12]
    secrets = {
        "given name": f"Given{mark}",
        "family name": f"Family{mark}",
        "e-mail address": f"{mark}@leak-check.invalid",
        "record number": f"RN{mark}",
        "street": f"Street{mark}",
    }
    person = register_person(
        by=_BY,
        now=at,
        kind=PersonKind.PATIENT,
        given_name=secrets["given name"],
        family_name=secrets["family name"],
        email=secrets["e-mail address"],
        record_number=secrets["record number"],
        street=secrets["street"],
        birth_date=date(1951, 3, 17),
    )
    return person, secrets | {"birth date": "1951-03-17"}


def _to_sign(at: datetime, person: Person) -> str:
    """A form that nobody asked for, of a person that nobody is."""
    asked = SigningRequest.objects.create(
        person=person,
        kind=AuthorizationKind.MARKETING_EMAIL,
        version=1,
        way=SigningWay.LINK,
        asked_by=uuid4(),
        asked_at=at,
        expires_at=at + timedelta(days=3650),  # pages read the clock, whatever `at` says
    )
    return bound_links.signing_token(asked.pk)


def _to_confirm(at: datetime, address: str) -> str:
    asked = opt_ins.ask(
        by=_BY, now=at, name="Invented", email=address, language="en", form="leak-check", text_version="leak-check"
    )
    if asked is None:
        raise LookupError("nobody has this address: it was made a moment ago")
    return bound_links.confirm_token(asked.pk)


def _asked_for_a_right(at: datetime, address: str) -> str:
    asked = rights.receive(
        by=_BY, now=at, kind=RightKind.ACCESS, name="Invented", email=address, words="-", language="en",
        via=Recorded.RIGHTS_PAGE,
    )  # fmt: skip
    return bound_links.rights_token(asked.pk)
