"""Words planted in every field that holds PHI are found on pages and in mails to their person, and nowhere else."""

import io
import logging
import re
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.coverage.rules import Who, rule_of
from audit.domain.actors import Actor
from clinic.domain.hours import at_local
from clinic.enums import Role
from clinic.models import Location, Staff
from clinic.opaque_errors import OpaqueFormatter
from clinic.role_permissions import ROLE_TABLE
from consent.enums import AuthorizationKind, DoorstepKind
from consent.models import AuthorizationForm
from consent.operations import authorizations, doorstep, opt_ins
from journeys.demo.house import ZONE
from patients.models import Person
from patients.operations import appointments, people, visits
from tests.laws.canaries import (
    Canaries,
    hits,
    hits_in_database,
    hits_in_files,
    hits_in_mail_heads,
    new_canaries,
)
from tests.laws.pages import address, named_pages
from tests.staff_sign_in import sign_in

BY = Actor.system("test")
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_LAST = {"admin:logout", "admin:password_change"}
#: What these call `name` is the clinic's own word for a thing of its own, which no patient is asked for.
_NAME_THINGS = {"admin:journey-clone"}
PASSWORD = "a long enough password"


@pytest.fixture
def canaries() -> Canaries:
    return new_canaries()


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def person(furnished_db: object, canaries: Canaries, now: datetime) -> Person:
    """Somebody with a word in every field, due for something in every journey that can be due today."""
    made = people.register_person(
        by=BY,
        now=now,
        kind="patient",
        joined_on=now.date(),
        birth_date=date.fromisoformat(canaries.birth_date),
        **{
            field: getattr(canaries, field)
            for field in (
                "given_name", "family_name", "email", "confidential_email", "phone", "street", "record_number", "notes",
            )
        },
    )  # fmt: skip
    appointments.book(
        by=BY, now=now, person_id=made.pk, location_id=Location.objects.all()[0].pk, starts_at=now + timedelta(hours=23)
    )
    visits.record_procedure(
        by=BY, now=now, person_id=made.pk, category="surgery", ended_at=now - timedelta(days=1, minutes=5)
    )
    authorizations.sign_on_paper(
        by=BY,
        now=now,
        person_id=made.pk,
        form_id=AuthorizationForm.objects.get(kind=AuthorizationKind.MARKETING_EMAIL, language="en").pk,
        signature=canaries.signature,
        signed_on=now.date(),
        by_representative=True,
        representative_authority=canaries.authority,
    )
    opt_ins.ask(
        by=BY,
        now=now,
        name=canaries.given_name,
        email=canaries.email,
        language="en",
        form="test",
        text_version="1",
    )
    lost: dict[str, Any] = {"kind": DoorstepKind.LINK_LOST, "content": {"email": canaries.email}, "language": "en"}
    doorstep.post(**lost, now=now)
    doorstep.take_up(by=BY, now=now)
    doorstep.post(**lost, now=now)  # and one that lies there
    return made


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, at every level, formatted as in production."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OpaqueFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


class FailAfterTheView:
    """A middleware under which every page does all its work and then fails, with the page's text in the error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if hasattr(answer, "render"):
            answer.render()
        text = b"".join(answer) if answer.streaming else answer.content
        raise ValueError(text.decode(errors="replace"))


def test_import_and_nightly_run_leave_canaries_in_mail_bodies_alone(
    person: Person, canaries: Canaries, log: io.StringIO, mail_folder: Path, tmp_path: Path, capsys: Any, now: datetime
) -> None:
    imported = tmp_path / "in" / f"{canaries.family_name}.csv"
    imported.parent.mkdir()
    imported.write_text(
        "person_id,record_number,given_name,family_name,birth_date,email\n"
        f"{canaries.record_number}a,{canaries.record_number}2,{canaries.given_name},{canaries.family_name},{canaries.birth_date},{canaries.email}\n"
        f"{canaries.record_number}b,{canaries.record_number}3,{canaries.given_name},{canaries.family_name},not-a-date-{canaries.notes},x\n"
    )
    call_command("import_records", str(imported))
    ten = at_local(now.date(), datetime.min.time().replace(hour=10), ZONE)
    for moment in (ten, ten + timedelta(days=1)):
        call_command("run_journeys", at=moment.isoformat())
    words = canaries.words()
    printed = capsys.readouterr()
    mails = sorted(mail_folder.glob("*.eml"))
    assert len(mails) >= 2, printed.out
    assert any(canaries.given_name in path.read_text() for path in mails)
    assert hits_in_mail_heads(words, mail_folder, address=canaries.confidential_email) == []
    assert hits_in_database(words) == []
    assert hits(words, log.getvalue()) == []
    assert hits(words, printed.out.replace(str(imported), "") + printed.err.replace(str(imported), "")) == []


def _text(answer: Any) -> str:
    content = answer.getvalue() if answer.streaming else answer.content
    return str(content.decode(errors="replace"))


def test_pages_leave_no_canary_behind(
    person: Person, canaries: Canaries, log: io.StringIO, settings: Any, mail_folder: Path
) -> None:
    """The first role asks for every page, whether it may or not. A page about people is looked at by every role that
    may, any other by the first; each is filled in by the first that is let in. (Who is refused is the crawler's.)"""
    words, said, opened = canaries.words(), list[str](), set[str]()
    for role in Role:
        client = _signed_in(role)
        for view, path in _pages(person):
            may = _may_open(role, view)
            if not (may or role == next(iter(Role))) or (view in opened and not _shows_people(view)):
                continue
            assert hits(words, path) == []
            answer = client.get(path)
            page = _text(answer)
            hidden = dict(_HIDDEN.findall(page))
            said.append(page)
            if may and view not in opened and answer.status_code != 403:
                opened.add(view)
                said += [_text(client.post(path, hidden | filled)) for filled in _filled_in(canaries, view)]
        assert hits(words, str(client.cookies)) == []
    shown = "".join(said)
    assert canaries.family_name in shown and canaries.notes in shown
    assert _look_up_finds(_signed_in("front-desk", "again"), canaries.family_name)
    assert Person.objects.filter(city="Canary Wharf").count() == 2  # one registered, one edited
    assert hits_in_database(words) == []
    assert hits(words, log.getvalue()) == []


def test_page_that_fails_after_its_work_shows_and_logs_no_canary(
    person: Person, canaries: Canaries, log: io.StringIO, settings: Any
) -> None:
    """Pages that hold something: looked at with Django's own error page, filled in with ours."""
    failing = _signed_in(Role.FRONT_DESK)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.FailAfterTheView"]
    failing.handler.load_middleware()
    words, failed = canaries.words(), {True: 0, False: 0}
    there = [(view, path) for view, path in _pages(person) if _may_open(Role.FRONT_DESK, view)]
    for debug in (True, False):
        settings.DEBUG = debug
        for view, path in there:
            answers = (
                [failing.get(path)] if debug else [failing.post(path, filled) for filled in _filled_in(canaries, view)]
            )
            for answer in answers:
                failed[debug] += answer.status_code == 500
                assert hits(words, answer.content.decode(errors="replace")) == [], view
    assert min(failed.values()) > 40
    assert hits(words, log.getvalue()) == []
    assert hits_in_database(words) == []


def _shows_people(view: str) -> bool:
    rule = rule_of(view)
    return rule is not None and bool(rule.shown)


def _may_open(role: Role, view: str) -> bool:
    """By its rule. Nobody fills in what ends their visit."""
    rule = rule_of(view)
    if rule is None or view in _LAST or rule.who in {Who.VENDOR, Who.NOBODY}:
        return False
    return rule.who is not Who.ROLE or rule.permission in ROLE_TABLE[role]


def _pages(person: Person) -> list[tuple[str, str]]:
    return [(view, address(view, parameters, person)) for view, parameters in named_pages()]


def _filled_in(canaries: Canaries, view: str) -> list[dict[str, str]]:
    """What somebody could type into our forms: what the desk asks for, and what patients are asked."""
    asked = ("given_name", "family_name", "email", "phone", "street", "birth_date", "record_number", "signature")
    return [
        {
            **{field: getattr(canaries, field) for field in asked},
            "term": canaries.family_name,
            "sex": "female",
            "language": "en",
            "city": "Canary Wharf",
            "postal_code": "60616",
            "anyway": "1",
        },
        {
            "term": canaries.record_number,
            "name": "Aftercare" if view in _NAME_THINGS else canaries.given_name,
            "email": canaries.email,
        },
    ]


def _look_up_finds(client: Client, term: str) -> bool:
    return term in client.post(reverse("admin:desk-look-up"), {"term": term}).content.decode()


def _signed_in(role: str, name: str = "test") -> Client:
    staff = Staff.objects.create_user(f"{role}-{name}", password=PASSWORD, role=role, is_staff=True)
    return sign_in(Client(raise_request_exception=False), staff)


def test_scan_finds_what_was_planted(committing_db: object, tmp_path: Path, mail_folder: Path) -> None:
    """The net has no hole: a word in clear, in hexadecimal bytes, in a file, in a subject is found."""
    word = f"planted{time.monotonic_ns()}"
    Location.objects.create(name=word, time_zone="UTC")
    (tmp_path / "x.log").write_bytes(b"\x00" + word.encode())
    mail_folder.mkdir(exist_ok=True)
    (mail_folder / "1.eml").write_text(f"To: a@b.example\nSubject: {word}\n\nbody")
    assert hits_in_database([word]) == [f"clinic_location: {word}"]
    assert hits_in_files([word], tmp_path, but=[mail_folder]) == [f"x.log: {word}"]
    assert hits_in_mail_heads([word], mail_folder, address="a@b.example") == [f"1.eml: {word}"]
    assert hits([word], f"\\x{word.encode().hex()}") == [word]
