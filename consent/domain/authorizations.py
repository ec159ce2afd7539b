"""What makes an authorization valid: 45 CFR 164.508(b)(1), (b)(2), (c)(1) and (c)(2), each element by its number.

The copy that (c)(4) asks the clinic to give is by law a duty towards the signer, and no condition of validity
(164.508(b)(1)(i) names (a)(3)(ii), (a)(4)(ii), (c)(1) and (c)(2) alone). This clinic is stricter: a paper is a draft
and allows nothing until a copy was given, and the database holds no active one without. A copy that left and did not
arrive is owed still, and takes nothing back. Sale of PHI, (a)(4), is not offered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from consent.domain.signing import must_be_represented
from consent.domain.words import Channel, Objection, Purpose, Reason
from patients.domain.people import is_minor


class Element(StrEnum):
    """An element that an authorization must hold; the value is its paragraph in 45 CFR 164.508."""

    INFORMATION = "(c)(1)(i)"
    DISCLOSER = "(c)(1)(ii)"
    RECIPIENT = "(c)(1)(iii)"
    PURPOSE = "(c)(1)(iv)"
    EXPIRY = "(c)(1)(v)"
    SIGNATURE = "(c)(1)(vi)"
    DATE = "(c)(1)(vi), date"
    REPRESENTATIVE_AUTHORITY = "(c)(1)(vi), representative"
    RIGHT_TO_REVOKE = "(c)(2)(i)"
    NO_CONDITIONING = "(c)(2)(ii)"
    REDISCLOSURE = "(c)(2)(iii)"
    REMUNERATION = "(a)(3)(ii)"

    @property
    def citation(self) -> str:
        return f"45 CFR 164.508{self.value}"

    @property
    def meaning(self) -> str:
        return _MEANING[self]


_MEANING: dict[Element, str] = {
    Element.INFORMATION: "what information is used or disclosed, specifically",
    Element.DISCLOSER: "who may use or disclose it",
    Element.RECIPIENT: "to whom",
    Element.PURPOSE: "each purpose",
    Element.EXPIRY: "a date or event on which it ends",
    Element.SIGNATURE: "the signature",
    Element.DATE: "the date of the signature",
    Element.REPRESENTATIVE_AUTHORITY: "why a representative may sign",
    Element.RIGHT_TO_REVOKE: "the right to revoke it in writing, its exceptions, and how",
    Element.NO_CONDITIONING: "that treatment does not depend on signing",
    Element.REDISCLOSURE: "that the recipient may disclose it again",
    Element.REMUNERATION: "that a third party pays, if one does",
}

#: What the printed form itself must say.
OF_THE_FORM = frozenset(
    {
        Element.INFORMATION,
        Element.DISCLOSER,
        Element.RECIPIENT,
        Element.PURPOSE,
        Element.EXPIRY,
        Element.RIGHT_TO_REVOKE,
        Element.NO_CONDITIONING,
        Element.REDISCLOSURE,
    }
)
#: What signing adds. The representative's authority is needed only when one signs.
OF_THE_SIGNATURE = frozenset({Element.SIGNATURE, Element.DATE})


class State(StrEnum):
    """FHIR Consent.status, as far as used."""

    DRAFT = "draft"
    ACTIVE = "active"
    INACTIVE = "inactive"
    ENTERED_IN_ERROR = "entered-in-error"


class Standing(StrEnum):
    """How an authorization stands on a day: what staff read and what the gate counts."""

    NOT_YET = "not-yet"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    DEFECTIVE = "defective"


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """An authorization as the rules see it: which elements are there, never what they say.

    It ends after `expires_on`, or on the day `event_came_on`, if its form names an event (`ends_with_event`).
    """

    id: UUID
    state: str
    elements: frozenset[Element]
    by_representative: bool
    purposes: frozenset[str]
    channels: frozenset[str]
    signed_on: date | None
    expires_on: date | None
    revoked: bool
    superseded: bool = False
    ends_with_event: bool = False
    event_came_on: date | None = None
    defect: str = ""

    @property
    def missing(self) -> tuple[Element, ...]:
        return missing_elements(self.elements, by_representative=self.by_representative)


def missing_elements(elements: Iterable[Element], *, by_representative: bool) -> tuple[Element, ...]:
    """Required elements that are not there, in the order of the regulation. Remuneration is asked for by purpose."""
    needed = OF_THE_FORM | OF_THE_SIGNATURE
    if by_representative:
        needed |= {Element.REPRESENTATIVE_AUTHORITY}
    held = frozenset(elements)
    return tuple(element for element in Element if element in needed and element not in held)


def standing(paper: SignedPaper, day: date) -> Standing:
    """On a clinic-local day. A date that it names is its last day; on the day of an event it counts no more."""
    if paper.defect or paper.state == State.ENTERED_IN_ERROR or paper.missing:
        return Standing.DEFECTIVE
    if paper.revoked:
        return Standing.REVOKED
    if paper.superseded:
        return Standing.SUPERSEDED
    if paper.state == State.DRAFT or paper.signed_on is None or day < paper.signed_on:
        return Standing.NOT_YET
    if has_expired(paper, day):
        return Standing.EXPIRED
    return Standing.ACTIVE if paper.state == State.ACTIVE else Standing.REVOKED


def has_expired(paper: SignedPaper, day: date) -> bool:
    """164.508(b)(2)(i), (c)(1)(v): the date has passed or the event is known to have come; none of both is past."""
    if paper.event_came_on is not None and day >= paper.event_came_on:
        return True
    return not paper.ends_with_event if paper.expires_on is None else day > paper.expires_on


_REASON_OF = {
    Standing.NOT_YET: Reason.AUTHORIZATION_NOT_YET,
    Standing.EXPIRED: Reason.AUTHORIZATION_EXPIRED,
    Standing.REVOKED: Reason.AUTHORIZATION_REVOKED,
    Standing.SUPERSEDED: Reason.AUTHORIZATION_SUPERSEDED,
    Standing.DEFECTIVE: Reason.AUTHORIZATION_DEFECTIVE,
}


def why_invalid(paper: SignedPaper, day: date, *, birth_year: int | None = None) -> Reason | None:
    """None if the paper counts on a clinic-local day, both its first (signed) and its last (expiry) day included.

    A minor's own signature binds nobody, at no age (164.502(g)(3)); in the year of turning 18 signers say that they
    are of age. What was signed for a minor ends when they are
    one no more. (The law would let it run on: HHS, FAQ on a parent's authorization; here the grown-up is asked.)
    """
    stands = standing(paper, day)
    if stands is Standing.NOT_YET and paper.state == State.ACTIVE:
        return Reason.NO_AUTHORIZATION
    if stands is not Standing.ACTIVE:
        return _REASON_OF[stands]
    if paper.signed_on is None or not is_minor(birth_year, paper.signed_on):
        return None
    if not paper.by_representative:
        return Reason.AUTHORIZATION_DEFECTIVE if must_be_represented(birth_year, paper.signed_on) else None
    return None if is_minor(birth_year, day) else Reason.CAME_OF_AGE


def covers(paper: SignedPaper, purpose: Purpose, channel: Channel) -> bool:
    return purpose in paper.purposes and channel in paper.channels


def covering(
    papers: Iterable[SignedPaper], purpose: Purpose, channel: Channel, day: date, *, birth_year: int | None = None
) -> SignedPaper | Objection:
    """The latest signed paper that allows this purpose on this channel on this day, or why the latest does not.

    Whoever took a paper back took back what they had signed before of its scope, too: nothing older comes to life.
    """
    signed = tuple(papers)
    if not signed:
        return Objection(Reason.NO_AUTHORIZATION)
    in_scope = [paper for paper in signed if covers(paper, purpose, channel)]
    if not in_scope:
        return Objection(Reason.AUTHORIZATION_OUT_OF_SCOPE, tuple(paper.id for paper in signed))
    latest_first = sorted(in_scope, key=lambda paper: (paper.signed_on or date.min, paper.id), reverse=True)
    objections = []
    for paper in latest_first:
        reason = _why_not_for(paper, purpose, day, birth_year)
        if reason is None:
            return paper
        objections.append(Objection(reason, (paper.id,)))
        if paper.revoked:
            break
    return objections[0]


def _why_not_for(paper: SignedPaper, purpose: Purpose, day: date, birth_year: int | None) -> Reason | None:
    reason = why_invalid(paper, day, birth_year=birth_year)
    if reason is None and purpose == Purpose.THIRD_PARTY_PAID and Element.REMUNERATION not in paper.elements:
        return Reason.NO_REMUNERATION_STATEMENT
    return reason
