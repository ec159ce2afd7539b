"""Reads of what people chose and signed. Nothing here is decrypted: clear columns and digests are enough to decide."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from clinic.enums import Channel
from consent import fact_rows
from consent.domain.choices import is_on, said
from consent.domain.facts import Guardian, PersonFacts
from consent.enums import Topic, topics_for
from consent.fact_rows import Known, Reachable
from consent.locking import share_people
from consent.models import HolidayChoice, Pause, RiskAcknowledgement, TrackingChoice
from patients.domain.people import is_minor
from patients.enums import PersonKind
from patients.models import Person


def gather_facts(
    person_ids: Iterable[UUID], *, channel: str, today: date, lock: bool = False
) -> dict[UUID, PersonFacts]:
    """What the policy needs to know about these people, in a constant number of queries.

    `today` is the clinic-local day. `lock=True` (inside a transaction) first takes FOR SHARE on the people and on
    everybody with the same address: a revocation that committed before is seen, one that comes later waits.
    An id that is nobody's is not in the answer.
    """
    asked = frozenset(person_ids)
    if lock:
        share_people(asked, channel=Channel(channel))
    rows = fact_rows.load(asked, Channel(channel))
    return {person_id: _facts(person, rows, today) for person_id, person in rows.people.items()}


def topics_of(person_id: UUID, *, today: date, channel: str = Channel.EMAIL) -> dict[Topic, bool]:
    """Topic → on, as the preference page shows it: a subscriber sees the newsletter, and nothing that a patient
    with the same address said. Raises `Person.DoesNotExist`.
    """
    facts = _own_facts(person_id, channel, today)
    return {topic: is_on(facts, topic, channel) for topic in topics_for(facts.kind)}


def said_about_topics(person_id: UUID, *, today: date, channel: str = Channel.EMAIL) -> dict[Topic, bool | None]:
    """Topic → the recorded yes or no, None while nothing was said: of the topics that `topics_of` shows."""
    facts = _own_facts(person_id, channel, today)
    return {topic: said(facts, topic) for topic in topics_for(facts.kind)}


def _own_facts(person_id: UUID, channel: str, today: date) -> PersonFacts:
    facts = gather_facts([person_id], channel=channel, today=today).get(person_id)
    if facts is None:
        raise Person.DoesNotExist
    return facts if facts.is_patient else replace(facts, neighbours=())


def paused_until(person_id: UUID, now: datetime) -> datetime | None:
    """When the pause that is on at this moment ends; None when there is none. It is the same on every channel."""
    latest = Pause.objects.filter(person_id=person_id).order_by("-recorded_at", "-id").first()
    return latest.until if latest and now < latest.until else None


def may_track(person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Of these people, who allowed us to count that they open letters and follow links. Nothing said means no."""
    latest = (
        TrackingChoice.objects.filter(person_id__in=person_ids)
        .order_by("person_id", "-recorded_at", "-id")
        .distinct("person_id")
    )
    return frozenset(choice.person_id for choice in latest if choice.wanted)


def said_about_tracking(person_id: UUID) -> bool | None:
    """The recorded yes or no; None while nothing was said."""
    said_so = TrackingChoice.objects.filter(person_id=person_id).order_by("-recorded_at", "-id")
    return said_so.values_list("wanted", flat=True).first()


def holidays_left_out(person_id: UUID) -> frozenset[str]:
    """The holidays (names) that they were offered and did not choose."""
    latest = HolidayChoice.objects.filter(person_id=person_id).order_by("-recorded_at", "-id").first()
    return frozenset(latest.offered) - frozenset(latest.wanted) if latest else frozenset()


def said_about_risk(person_id: UUID) -> bool | None:
    """Whether e-mail without enforced encryption is accepted; None while nothing was said."""
    answers = RiskAcknowledgement.objects.filter(person_id=person_id).order_by("-recorded_at", "-id")
    return answers.values_list("accepted", flat=True).first()


def is_read_by_another(person: Person, today: date, channel: Channel = Channel.EMAIL) -> bool:
    """Of the address in use, on that clinic-local day; `person` comes with the guardian."""
    return PersonFacts(
        person_id=person.pk,
        kind=person.kind,
        today=today,
        has_address=fact_rows.address_of(person, channel) is not None,
        uses_confidential_address=channel == Channel.EMAIL and bool(person.confidential_email_key),
        birth_year=person.birth_year,
        guardian=_guardian(person, person.guardian, channel, today),
    ).is_read_by_another


def is_somebody(person_id: UUID) -> bool:
    return Person.objects.filter(pk=person_id).exists()


def _facts(person: Known, rows: fact_rows.Rows, today: date) -> PersonFacts:
    address = fact_rows.address_of(person, rows.channel)
    here = rows.at.get(address, []) if address else []
    neighbours = tuple(_one(one, rows, today, address) for one in _across_the_wall(person, here))
    beside = tuple(_one(one, rows, today, address) for one in _beside(person, here))
    facts = _one(person, rows, today, address, neighbours)
    facts = replace(facts, beside=beside) if beside else facts
    return replace(facts, shares_inbox=True) if _is_read_by_others(person, here, rows, today, address) else facts


def _across_the_wall(person: Known, at_address: Iterable[Known]) -> list[Known]:
    """The patients among them if this is none, and the other way round."""
    is_patient = person.kind == PersonKind.PATIENT
    return [one for one in at_address if (one.kind == PersonKind.PATIENT) != is_patient]


def _beside(person: Known, at_address: Iterable[Known]) -> list[Known]:
    """The other leads and subscribers, if this is one: nobody of them speaks of care."""
    if person.kind == PersonKind.PATIENT:
        return []
    return [one for one in at_address if one.kind != PersonKind.PATIENT and one.pk != person.pk]


def _is_read_by_others(
    person: Known, here: Iterable[Known], rows: fact_rows.Rows, today: date, address: bytes | None
) -> bool:
    """A minor's address is a guardian's; another patient may use the same address, too."""
    alike = (one for one in here if one.pk != person.pk and one.kind == person.kind)
    return is_minor(person.birth_year, today) or any(_one(one, rows, today, address).reads_here for one in alike)


def _one(
    person: Known,
    rows: fact_rows.Rows,
    today: date,
    address: bytes | None,
    neighbours: tuple[PersonFacts, ...] = (),
) -> PersonFacts:
    own_address = fact_rows.address_of(person, rows.channel)
    return PersonFacts(
        person_id=person.pk,
        kind=person.kind,
        today=today,
        has_address=own_address is not None,
        zone=person.zone_of_clinic,
        uses_confidential_address=rows.channel == Channel.EMAIL and bool(person.confidential_email_key),
        asked_for_other_address=(person.pk, True) in rows.restrictions
        or own_address != address
        or (rows.channel == Channel.SMS and bool(person.confidential_email_key)),
        birth_year=person.birth_year,
        guardian=_guardian(person, _guardian_in(rows, person), rows.channel, today),
        shares_inbox=person.shares_inbox,
        is_deceased=person.is_deceased,
        is_negative_persona=person.is_negative_persona,
        suppressions=rows.suppressions.get(address, ()) if address else (),
        choices=rows.choices.get(person.pk, ()),
        opt_ins=rows.opt_ins.get(person.pk, ()),
        authorizations=rows.papers.get(person.pk, ()),
        risk=rows.risks.get(person.pk),
        pause=rows.pauses.get(person.pk),
        restriction=rows.restrictions.get((person.pk, False)),
        neighbours=neighbours,
    )


def _guardian_in(rows: fact_rows.Rows, person: Known) -> Known | None:
    return rows.guardians.get(person.guardian_id) if person.guardian_id else None


def _guardian(person: Reachable, guardian: Person | Known | None, channel: Channel, today: date) -> Guardian | None:
    if guardian is None:
        return None
    address = fact_rows.address_of(person, channel)
    return Guardian(
        is_deceased=guardian.is_deceased,
        is_minor=is_minor(guardian.birth_year, today),
        reads_address=address is not None and address == fact_rows.address_of(guardian, channel),
    )
