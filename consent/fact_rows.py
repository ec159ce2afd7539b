"""The rows behind `PersonFacts`, read for many people at once: ten queries, however many people, and one more where
somebody has a guardian."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from clinic.enums import Channel
from consent import fact_statements as statements
from consent.domain.authorizations import Element, SignedPaper
from consent.domain.facts import Choice, OptInGiven, Paused, Restricted, RiskAnswer, Suppressed
from consent.enums import OTHER_WAYS
from consent.models import Authorization, AuthorizationForm

Key = TypeVar("Key")
Value = TypeVar("Value")

#: Which text of a form says which element.
FORM_TEXTS: dict[Element, str] = {
    Element.INFORMATION: "information",
    Element.DISCLOSER: "discloser",
    Element.RECIPIENT: "recipient",
    Element.PURPOSE: "purpose_text",
    Element.EXPIRY: "expiry_text",
    Element.RIGHT_TO_REVOKE: "right_to_revoke",
    Element.NO_CONDITIONING: "no_conditioning",
    Element.REDISCLOSURE: "redisclosure",
    Element.REMUNERATION: "remuneration",
}


class Reachable(Protocol):
    """Digests of somebody's addresses: a person, or what is known of one."""

    @property
    def email_key(self) -> bytes | memoryview | None: ...
    @property
    def confidential_email_key(self) -> bytes | memoryview | None: ...
    @property
    def phone_key(self) -> bytes | memoryview | None: ...


class Known(NamedTuple):
    """The clear columns of a person, in this order, and the clinic's zone: a night asks about so many that models of
    them would cost more than all that is decided with them."""

    pk: UUID
    kind: str
    email_key: bytes | None
    confidential_email_key: bytes | None
    phone_key: bytes | None
    birth_year: int | None
    guardian_id: UUID | None
    shares_inbox: bool
    is_deceased: bool
    is_negative_persona: bool
    zone_of_clinic: str


@dataclass(frozen=True, slots=True)
class Rows:
    channel: Channel
    people: dict[UUID, Known]
    guardians: dict[UUID, Known]
    at: dict[bytes, list[Known]]
    suppressions: dict[bytes, tuple[Suppressed, ...]]
    choices: dict[UUID, tuple[Choice, ...]]
    opt_ins: dict[UUID, tuple[OptInGiven, ...]]
    papers: dict[UUID, tuple[SignedPaper, ...]]
    risks: dict[UUID, RiskAnswer]
    pauses: dict[UUID, Paused]
    restrictions: dict[tuple[UUID, bool], Restricted]


def load(asked: Collection[UUID], channel: Channel) -> Rows:
    people = {person.pk: person for person in _known(statements.PEOPLE, people=asked)}
    addresses = {address for person in people.values() if (address := address_of(person, channel))}
    at = _people_at(addresses, people, channel)
    near = {*people, *(person.pk for found in at.values() for person in found)}
    return Rows(
        channel=channel,
        people=people,
        guardians=_guardians_of([*people.values(), *(one for found in at.values() for one in found)]),
        at=at,
        suppressions=_suppressions(addresses, channel),
        choices=_choices(near, channel),
        opt_ins=_opt_ins(near, channel),
        papers=_papers(near),
        risks=_risks(near),
        pauses=_pauses(near, channel),
        restrictions=_restrictions(near),
    )


def _known(statement: str, **asked: Any) -> list[Known]:
    """With the clinic's zone, in the same query."""
    return [Known._make(row) for row in statements.rows(statement, **asked)]


def _guardians_of(people: Iterable[Known]) -> dict[UUID, Known]:
    """Not joined: few people have one, and the database might read all people to find that out."""
    ids = {person.guardian_id for person in people if person.guardian_id}
    return {guardian.pk: guardian for guardian in _known(statements.PEOPLE, people=ids)}


def address_of(person: Reachable, channel: Channel) -> bytes | None:
    """The digest of the address to use: the confidential one if the patient asked for one (45 CFR 164.522(b))."""
    key = person.phone_key if channel == Channel.SMS else person.confidential_email_key or person.email_key
    return bytes(key) if key else None


def _people_at(addresses: Collection[bytes], known: Mapping[UUID, Known], channel: Channel) -> dict[bytes, list[Known]]:
    """Everybody at these addresses; of those who are known already nothing is read again."""
    names = ("phone_key",) if channel == Channel.SMS else ("email_key", "confidential_email_key")
    others = _known(statements.OTHERS_AT[channel], addresses=addresses, known=known)
    found: dict[bytes, list[Known]] = defaultdict(list)
    for person in sorted([*known.values(), *others], key=lambda person: person.pk.int):
        for key in {bytes(value) for name in names if (value := getattr(person, name))}:
            found[key].append(person)
    return found


def _suppressions(addresses: Collection[bytes], channel: Channel) -> dict[bytes, tuple[Suppressed, ...]]:
    rows = statements.rows(statements.SUPPRESSIONS, addresses=addresses, channel=channel)
    return _grouped((address, Suppressed(*row)) for address, *row in rows)


def _choices(people: Collection[UUID], channel: Channel) -> dict[UUID, tuple[Choice, ...]]:
    rows = statements.rows(statements.CHOICES, people=people, channel=channel)
    return _grouped((person_id, Choice(*row)) for person_id, *row in rows)


def _opt_ins(people: Collection[UUID], channel: Channel) -> dict[UUID, tuple[OptInGiven, ...]]:
    rows = statements.rows(statements.OPT_INS, people=people, channel=channel)
    return _grouped((person_id, OptInGiven(*row)) for person_id, *row in rows)


def _risks(people: Collection[UUID]) -> dict[UUID, RiskAnswer]:
    return {person_id: RiskAnswer(*row) for person_id, *row in statements.rows(statements.RISKS, people=people)}


def _pauses(people: Collection[UUID], channel: Channel) -> dict[UUID, Paused]:
    rows = statements.rows(statements.PAUSES, people=people, channel=channel)
    return {person_id: Paused(*row) for person_id, *row in rows}


def _restrictions(people: Collection[UUID]) -> dict[tuple[UUID, bool], Restricted]:
    """By person, and whether it names another way to reach them: of each the latest."""
    rows = statements.rows(statements.RESTRICTIONS, people=people)
    return {(person_id, row[1] in OTHER_WAYS): Restricted(*row) for person_id, is_agreed, *row in rows if is_agreed}


def _papers(people: Collection[UUID]) -> dict[UUID, tuple[SignedPaper, ...]]:
    rows = list(with_what_is_there(Authorization.objects.filter(person_id__among=people)))
    forms = AuthorizationForm.objects.in_bulk({row.form_id for row in rows})
    return _grouped((row.person_id, as_paper(row, forms[row.form_id])) for row in rows)


def with_what_is_there(rows: QuerySet[Authorization]) -> QuerySet[Authorization]:
    """Whether there is a signature and an authority; never what they say."""
    return rows.defer("signature", "representative_authority", "signed_from", "shown_text").annotate(
        has_signature=Q(signature__isnull=False), has_authority=Q(representative_authority__isnull=False)
    )


def as_paper(row: Authorization, form: AuthorizationForm) -> SignedPaper:
    """`row` comes from `with_what_is_there`."""
    return SignedPaper(
        id=row.pk,
        state=row.state,
        elements=elements_of(
            row,
            form,
            has_signature=row.has_signature,  # type: ignore[attr-defined]
            has_authority=row.has_authority,  # type: ignore[attr-defined]
        ),
        by_representative=row.signed_by_representative,
        purposes=frozenset(form.purposes),
        channels=frozenset(form.channels),
        signed_on=row.signed_on,
        expires_on=row.expires_on,
        revoked=row.revoked_at is not None,
        superseded=row.superseded_by_id is not None,
        ends_with_event=bool(form.expiry_event),
        event_came_on=row.event_came_on,
        defect=row.defect,
    )


def elements_of(
    row: Authorization, form: AuthorizationForm, *, has_signature: bool, has_authority: bool
) -> frozenset[Element]:
    """What the form says and the signer added. It ends on a date or with an event, or it lacks an end."""
    there = form_elements(form)
    if row.expires_on is None and not form.expiry_event:
        there -= {Element.EXPIRY}
    signed = {
        Element.SIGNATURE: has_signature,
        Element.DATE: row.signed_on is not None,
        Element.REPRESENTATIVE_AUTHORITY: has_authority,
    }
    return there | {element for element, is_there in signed.items() if is_there}


def form_elements(form: AuthorizationForm) -> frozenset[Element]:
    return frozenset(element for element, name in FORM_TEXTS.items() if getattr(form, name).strip())


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    groups: dict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
