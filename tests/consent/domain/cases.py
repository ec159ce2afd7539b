"""Building blocks for cases of the policy: a person nothing is wrong with, and one change at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from consent.domain.authorizations import Element, SignedPaper, State
from consent.domain.facts import Choice, Facts, Guardian, OptInGiven, PersonFacts, RiskAnswer, Suppressed, Transport
from consent.domain.words import Purpose

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
TODAY = date(2026, 6, 15)
EARLIER, LATER = NOW - timedelta(days=2), NOW - timedelta(days=1)
VENDOR = UUID(int=900)

GOOD = Transport(has_baa=True, enforces_encryption=True, vendor_id=VENDOR)
PLAIN = Transport(has_baa=True, enforces_encryption=False, vendor_id=VENDOR)
NO_BAA = Transport(has_baa=False, enforces_encryption=True)

#: Everything a form and its signature must hold; no third party pays.
COMPLETE = frozenset(Element) - {Element.REMUNERATION, Element.REPRESENTATIVE_AUTHORITY}

PAPER = SignedPaper(
    id=UUID(int=500),
    state=State.ACTIVE,
    elements=COMPLETE,
    by_representative=False,
    purposes=frozenset({Purpose.MARKETING, Purpose.OWN_SERVICE, Purpose.CONDITION_SPECIFIC, Purpose.THIRD_PARTY_PAID}),
    channels=frozenset({"email"}),
    signed_on=TODAY - timedelta(days=10),
    expires_on=TODAY + timedelta(days=10),
    revoked=False,
)


def paper(**changes: Any) -> SignedPaper:
    return replace(PAPER, **changes)


def paid_for(**changes: Any) -> SignedPaper:
    """A paper that says that a third party pays."""
    return paper(**{"elements": COMPLETE | {Element.REMUNERATION}, **changes})


def patient(**changes: Any) -> PersonFacts:
    told: dict[str, Any] = {
        "person_id": UUID(int=1),
        "kind": "patient",
        "today": TODAY,
        "has_address": True,
        "birth_year": 1980,
        **changes,
    }
    return PersonFacts(**told)


def subscriber(**changes: Any) -> PersonFacts:
    told: dict[str, Any] = {
        "person_id": UUID(int=2),
        "kind": "subscriber",
        "today": TODAY,
        "has_address": True,
        **changes,
    }
    return PersonFacts(**told)


def off(topic: str, at: datetime = EARLIER, via: str = "one-click") -> Choice:
    return Choice(UUID(int=100), topic, False, at, via)


def on(topic: str, at: datetime = EARLIER, via: str = "preference-page") -> Choice:
    return Choice(UUID(int=101), topic, True, at, via)


def asked(mode: str = "double", confirmed: bool = True, topic: str = "newsletter") -> OptInGiven:
    return OptInGiven(UUID(int=200), topic, mode, EARLIER, LATER if confirmed else None)


def bounced(until: datetime | None = None) -> Suppressed:
    return Suppressed(UUID(int=300), "bounced", EARLIER, until)


def complained() -> Suppressed:
    return Suppressed(UUID(int=301), "complained", LATER, None)


def guardian(**changes: bool) -> Guardian:
    return Guardian(**{"is_deceased": False, "is_minor": False, "reads_address": True, **changes})


def risk(accepted: bool, at: datetime = EARLIER) -> RiskAnswer:
    return RiskAnswer(UUID(int=400), accepted, at)


def facts(person: PersonFacts | None, topic: str, transport: Transport | None = GOOD, **more: Any) -> Facts:
    return Facts(person, topic, transport, **more)
