"""The kinds of clinics that Revisit is shown with: who comes there, and which journeys are on. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clinic.enums import ServiceCategory
from consent.enums import AuthorizationKind


@dataclass(frozen=True, slots=True)
class Case:
    """`stories`: how many of every hundred people have which (`cast.STORIES` and more); together a hundred.

    `category`: what all of them come for. `signs`: what two of three signed. `greeted`: everybody asked for greetings.
    `today`: journeys of a fixed day that have theirs on the day of the showing.
    """

    shows: str
    journeys: tuple[str, ...]
    stories: Mapping[str, int]
    category: ServiceCategory | None = None
    signs: AuthorizationKind | None = None
    greeted: bool = False
    today: tuple[str, ...] = field(default=())


_MARKETING = AuthorizationKind.MARKETING_EMAIL
CASES: Mapping[str, Case] = {
    "dental": Case(
        "A dental clinic: a reminder the day before, and a question one week after a treatment.",
        ("appointment-reminder", "post-op-care"),
        {"tomorrow": 40, "procedure-yesterday": 15, "procedure-last-week": 25, "regular": 20},
        category=ServiceCategory.DENTAL,
    ),
    "checkup": Case(
        "A check-up centre: a year after the last check-up, with a link to book.",
        ("annual-checkup",),
        {"check-up-a-year-ago": 60, "later": 10, "regular": 30},
        category=ServiceCategory.CHECK_UP,
    ),
    "diabetes": Case(
        "A diabetes clinic: advice every month to those who signed for advice about their condition.",
        ("everyday-advice", "appointment-reminder"),
        {"tomorrow": 10, "regular": 90},
        category=ServiceCategory.CONSULTATION,
        signs=AuthorizationKind.CONDITION_SPECIFIC,
        today=("everyday-advice",),
    ),
    "hospital": Case(
        "A general hospital: birthdays today, and the holidays of its calendars.",
        ("birthday", "holiday", "appointment-reminder"),
        {"birthday": 30, "tomorrow": 10, "regular": 60},
        greeted=True,
    ),
    "aesthetic": Case(
        "An aesthetic clinic: a new service with an offer, to those who signed for it.",
        ("new-service", "appointment-reminder"),
        {"tomorrow": 10, "regular": 90},
        category=ServiceCategory.PROCEDURE,
        signs=_MARKETING,
        today=("new-service",),
    ),
    "cardio": Case(
        "A cardiovascular hospital: an invitation to a seminar, with a link to register.",
        ("seminar", "appointment-reminder"),
        {"tomorrow": 10, "regular": 90},
        category=ServiceCategory.CONSULTATION,
        signs=_MARKETING,
        today=("seminar",),
    ),
    "devices": Case(
        "A maker of medical devices: a newsletter to clinics and distributors that asked for it.",
        ("partner-news",),
        {"business": 100},
        today=("partner-news",),
    ),
    "children": Case(
        "A children's hospital: a newsletter that nobody needs more for than an e-mail address.",
        ("newsletter", "appointment-reminder"),
        {"subscriber": 80, "tomorrow": 10, "regular": 10},
        today=("newsletter",),
    ),
}
