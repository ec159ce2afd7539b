"""The leak check's look at logs: whose address or number stands there, asked by blind index (45 CFR 164.312(a))."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from audit.blind import email_keys, normal_email, phone_keys
from clinic.domain.leaks import Leak, Looked
from clinic.models import Location, Staff
from clinic.queries import organisation
from patients.domain.log_lines import EMAIL, PHONE, TOKEN, Suspect, suspects
from patients.domain.phone import region_of, to_e164
from patients.models import Person

_PROBE = "logs"
_BATCH = 2_000


@dataclass(slots=True)
class _Seen:
    """Of one kind in one file: how many lines, and the first of them."""

    lines: int = 0
    first: int = 0

    def at(self, number: int) -> None:
        self.lines += 1
        self.first = self.first or number


@dataclass(slots=True)
class _File:
    patients: dict[str, _Seen] = field(default_factory=dict)
    strangers: dict[str, _Seen] = field(default_factory=dict)
    tokens: _Seen = field(default_factory=_Seen)
    lines: int = 0


@dataclass(frozen=True, slots=True)
class _House:
    """How numbers are read here, and what the clinic says of itself, its staff's addresses included."""

    region: str
    own: frozenset[str]


def look_at_logs(at: datetime) -> Looked:
    """Each line of each log. What belongs to somebody we know is a finding, what only looks so is a warning; the
    clinic's own and its staff's are neither. Line by line, however large the file."""
    looked, house = Looked(), _house()
    for path in _log_files():
        found = _File()
        with path.open(encoding="utf-8", errors="replace") as lines:
            numbered = enumerate(lines, 1)
            while batch := list(islice(numbered, _BATCH)):
                _read(batch, found, house)
        looked.things[_PROBE] += found.lines
        looked.leaks += _leaks(path.name, found)
    return looked


def _log_files() -> list[Path]:
    var = Path(settings.VAR_DIR)
    named = [Path(name) for name in settings.LOG_FILES]
    return sorted({path.resolve() for path in (*named, *var.glob("*.log"), *var.glob("log/*.log")) if path.is_file()})


def _read(batch: list[tuple[int, str]], found: _File, house: _House) -> None:
    found.lines += len(batch)
    suspected: list[tuple[int, Suspect, str]] = []
    for number, line in batch:
        for one in suspects(line):
            if one.kind == TOKEN:
                found.tokens.at(number)
            elif (value := _value(one, house.region)) and value not in house.own:
                suspected.append((number, one, value))
    known = _known({(one.kind, value) for _, one, value in suspected})
    for number, one, value in suspected:
        if value in known:
            found.patients.setdefault(one.kind, _Seen()).at(number)
        elif one.is_sure_form:
            found.strangers.setdefault(one.kind, _Seen()).at(number)


def _value(one: Suspect, region: str) -> str | None:
    return normal_email(one.text) if one.kind == EMAIL else to_e164(one.text, region)


def _known(values: Iterable[tuple[str, str]]) -> set[str]:
    """Those of the values that somebody we know has: two queries."""
    by_key = {key: value for kind, value in values for key in _keys(kind, value)}
    if not by_key:
        return set()
    keys = list(by_key)
    rows = Person.objects.filter(
        Q(email_key__in=keys) | Q(confidential_email_key__in=keys) | Q(phone_key__in=keys)
    ).values_list("email_key", "confidential_email_key", "phone_key")
    return {by_key[bytes(key)] for row in rows for key in row if key is not None and bytes(key) in by_key}


def _keys(kind: str, value: str) -> list[bytes]:
    return email_keys(value) if kind == EMAIL else phone_keys(value)


def _house() -> _House:
    clinic = organisation()
    region = region_of(clinic.phone)
    addresses = {clinic.email, settings.DEFAULT_FROM_EMAIL, *Staff.objects.values_list("email", flat=True)}
    phones = {clinic.phone, *Location.objects.values_list("phone", flat=True)}
    mails = {normal_email(address) for address in addresses if address}
    return _House(region, frozenset(mails | {number for phone in phones if (number := to_e164(phone, region))}))


def _leaks(name: str, found: _File) -> Iterator[Leak]:
    if found.tokens.lines:
        advice = _where(found.tokens, "Whoever reads the log can open the page: log through `opaque_errors`.")
        yield Leak(_PROBE, name, f"a {TOKEN} stands in it", advice)
    for kind, seen in found.patients.items():
        yield Leak(_PROBE, name, f"the {kind} of somebody we know stands in it", _where(seen, "Delete these lines."))
    for kind, seen in found.strangers.items():
        advice = _where(seen, "Nobody we know has it; see whether it is about a person.")
        yield Leak(_PROBE, name, f"something that looks like {_a(kind)} stands in it", advice, is_warning=True)


def _where(seen: _Seen, advice: str) -> str:
    return f"{seen.lines} {'place' if seen.lines == 1 else 'places'}, the first in line {seen.first}. {advice}"


def _a(kind: str) -> str:
    return f"an {kind}" if kind == EMAIL else f"a {PHONE}"
