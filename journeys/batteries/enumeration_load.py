"""In the worker: public pages asked about addresses and ids that are known and that are not, by turns; each answer's
status, length and time."""

import random
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from ipaddress import IPv4Address
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from audit.domain.uuid7 import uuid7
from consent import links
from consent.enums import RightKind
from consent.operations import opt_ins
from journeys.trials.house import BY
from patients.models import Person
from patients.operations.people import register_person

_KNOWN = 20
_WARM_UP = 10
HOST = "127.0.0.1"  # among ALLOWED_HOSTS of a trial
Sample = tuple[bool, int, int, float]  # is known, status, length, seconds


@dataclass(frozen=True, slots=True)
class Somebody:
    id: UUID
    email: str


Ask = Callable[[Client, Somebody], Any]


@dataclass(frozen=True, slots=True)
class Page:
    """`status`: what everybody is to get."""

    status: int
    ask: Ask


def measure(page: str, samples: int, seed: int) -> list[Sample]:
    """`samples` of somebody known and as many of somebody unknown, shuffled. Each comes from an address of its own:
    how often one may ask is proved elsewhere."""
    known, chance = _known_people(), random.Random(seed)  # noqa: S311 - an order, no secret
    turns = [True, False] * samples
    chance.shuffle(turns)
    for is_known in (True, False) * (_WARM_UP // 2):
        _sample(page, is_known, known, chance)
    return [_sample(page, is_known, known, chance) for is_known in turns]


def _sample(page: str, is_known: bool, known: list[Somebody], chance: random.Random) -> Sample:
    whom = chance.choice(known) if is_known else Somebody(uuid7(), _address())
    client = Client(SERVER_NAME=HOST, REMOTE_ADDR=str(IPv4Address(chance.randrange(2**32))))
    began = time.perf_counter()
    answer = PAGES[page].ask(client, whom)
    return is_known, answer.status_code, len(answer.content), time.perf_counter() - began


def _known_people() -> list[Somebody]:
    """Patients who read the newsletter, too: what a page could give away twice."""
    return [_known_person() for _ in range(_KNOWN)]


def _known_person() -> Somebody:
    now, email = datetime.now(UTC), _address()
    person: Person = register_person(
        by=BY, now=now, kind="patient", given_name="Ana", family_name="Lin", email=email, birth_date=date(1980, 5, 6)
    )
    opt_ins.ask(by=BY, now=now, name="Ana", email=email, language="en", form="trial", text_version="trial")
    return Somebody(person.pk, email)


def _address() -> str:
    return f"{secrets.token_hex(8)}@example.org"


# --- what is asked -----------------------------------------------------------------------------------------


def _form(path: str, **told: str) -> Ask:
    return lambda client, whom: client.post(path, {"name": "Ana", "email": whom.email, **told})


def _forged(path: str) -> Ask:
    """A link whose signature is not ours: nobody learns from it whether there is such a person."""
    return lambda client, whom: client.post(path.format(_unsigned(whom.id)))


def _unsigned(id_: UUID) -> str:
    genuine = links.sign(links.PREFERENCES, id_, bound=secrets.token_bytes(links.BOUND_BYTES))
    return genuine[:-1] + ("A" if genuine[-1] != "A" else "B")


def _look_up(client: Client, whom: Somebody) -> HttpResponse:
    """What pages must not do: here to see that it would be noticed."""
    opt_ins.ask(
        by=BY, now=datetime.now(UTC), name="Ana", email=whom.email, language="en", form="trial", text_version="trial"
    )
    return HttpResponse()


PAGES: Mapping[str, Page] = {
    "subscribe": Page(200, _form("/subscribe/")),
    "lost link": Page(200, _form("/preferences/")),
    "rights": Page(200, _form("/rights/", kind=RightKind.ACCESS, words="a copy")),
    "book": Page(200, _form("/book/", phone="", words="")),
    "book by a link": Page(404, _forged("/book/{}/")),
    "appointment": Page(404, _forged("/appointments/{}/")),
    "care": Page(404, _forged("/care/{}/")),
    "one click": Page(404, _forged("/u/{}/")),
    "preferences": Page(404, _forged("/preferences/{}/")),
    "confirm": Page(404, _forged("/subscribe/confirm/{}/")),
    "planted": Page(200, _look_up),
}
