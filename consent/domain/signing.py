"""Asking somebody to sign: whom, by which way, and for how long. What is signed is `consent.domain.authorizations`."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from patients.domain.people import ADULT_AGE, coarse_birth_year, is_minor

#: How long a link to sign works, and the code that opens a request on the clinic's tablet.
LINK_WORKS, CODE_WORKS = timedelta(days=14), timedelta(minutes=10)
#: How long somebody has who holds the tablet; then it is locked again.
AT_THE_TABLET = timedelta(minutes=20)
#: Wrong years of birth after which a link is locked.
MOST_TRIES = 5
LINK, TABLET = "link", "tablet"
TESTIMONIAL = "testimonial"
#: A testimonial is asked for by a clinician, or by the officer who is authorised to (R32).
MAY_ASK_FOR_TESTIMONIALS = frozenset({"clinician", "privacy-officer"})


#: Words that tell of a parent and of nothing that would let them sign for an adult.
_PARENTS = frozenset(
    {"mother", "father", "parent", "parents", "mom", "mum", "dad"}
    | {"母親", "父親", "媽媽", "爸爸", "家長", "父母", "母亲", "父亲", "妈妈", "家长", "母", "父"}
)


class WhyNot(StrEnum):
    """Why somebody is not asked to sign; the value is a code, `consent.desk.signing` has the sentences."""

    NOT_A_PATIENT = "not-a-patient"
    DECEASED = "deceased"
    NOT_THEIRS_TO_ASK = "not-theirs-to-ask"
    NO_FORM = "no-form"
    NO_ADDRESS = "no-address"
    NO_BIRTH_YEAR = "no-birth-year"
    NOT_ASKED_FOR = "not-asked-for"


def may_be_asked_by(role: str, kind: str) -> bool:
    return kind != TESTIMONIAL or role in MAY_ASK_FOR_TESTIMONIALS


def why_not_asked(
    *,
    kind: str,
    way: str,
    role: str,
    is_patient: bool,
    is_deceased: bool,
    has_form: bool,
    has_address: bool,
    birth_year: int | None,
    asked_for: bool,
) -> WhyNot | None:
    """None if they may be asked. A link needs an address, and the year of birth as the second thing to know.

    A mail with a link to a form about news is marketing itself, unless they asked for it (`asked_for`)."""
    if not is_patient:
        return WhyNot.NOT_A_PATIENT
    if is_deceased:
        return WhyNot.DECEASED
    if not may_be_asked_by(role, kind):
        return WhyNot.NOT_THEIRS_TO_ASK
    if not has_form:
        return WhyNot.NO_FORM
    if way == LINK and not has_address:
        return WhyNot.NO_ADDRESS
    if way == LINK and birth_year is None:
        return WhyNot.NO_BIRTH_YEAR
    if way == LINK and kind != TESTIMONIAL and not asked_for:
        return WhyNot.NOT_ASKED_FOR
    return None


def works_until(way: str, now: datetime) -> datetime:
    return now + (LINK_WORKS if way == LINK else CODE_WORKS)


def is_their_birth_year(typed: int, known: int | None, today: date) -> bool:
    """Compared as coarsely as it is kept: of everybody of 90 and older one year stands for all."""
    return known is not None and coarse_birth_year(typed, today) == known


def must_be_represented(birth_year: int | None, day: date) -> bool:
    """Whether they are surely a minor on that day, whose own signature binds nobody (45 CFR 164.502(g)(3))."""
    return is_minor(birth_year, day) and not may_be_of_age(birth_year, day)


def may_be_of_age(birth_year: int | None, day: date) -> bool:
    """Whether that day is in the year of turning 18, of which the clear columns know no day.

    A parent has no authority over an adult (164.502(g)(2), (3)), and a minor none of their own: so the signer says
    which it is. A paper that somebody signed for them ends with that year, whatever let them sign: then they, or who
    acts for them, are asked anew. What the gate sends stays as for a minor until the year ends
    (`patients.domain.people.is_minor`)."""
    return birth_year is not None and day.year - birth_year == ADULT_AGE


def is_parenthood(authority: str) -> bool:
    """Whether it is being a parent and nothing else, which is no authority over somebody of 18 (164.502(g)(2))."""
    return authority.strip(" .。").casefold() in _PARENTS
