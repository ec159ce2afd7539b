"""What somebody switched off, and what they asked for. The latest word about a topic counts.

Anybody can type a known patient's address into a form. So a yes given there as a subscriber counts only if it came
from the mailbox: over a page behind a link that went there, or as a confirmed opt-in. A no always counts.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from consent.domain.facts import Choice, OptInGiven, PersonFacts
from consent.domain.words import MARKETING_TOPICS, Objection, Reason, Topic

SINGLE = "single"
#: Ways (`Choice.via`) that only the reader of the mailbox has.
FROM_THE_MAILBOX = frozenset({"preference-page", "confirmed"})
_NEXT = timedelta(microseconds=1)
#: Off until somebody says yes.
NEEDS_A_YES = frozenset({Topic.GREETINGS, Topic.NEWSLETTER})


def switched_off(person: PersonFacts, topic: str) -> tuple[Reason, Choice] | None:
    """The choice that stops this topic, or None.

    "All" switched off stops every topic that was not switched on again later. Marketing that the same mailbox
    turned away under its other name (subscriber or patient) stays away; a yes given there counts for the newsletter.
    """
    about_topic = _latest(choice for choice in _heard(person, topic) if choice.topic == topic)
    about_all = _latest(choice for choice in _heard(person, topic) if choice.topic == Topic.ALL)
    if about_topic and not about_topic.wanted:
        return Reason.TOPIC_OFF, about_topic
    if about_all and not about_all.wanted and not (about_topic and about_topic.at > about_all.at):
        return Reason.UNSUBSCRIBED_ALL, about_all
    return None


def wanted(person: PersonFacts, topic: str) -> Choice | None:
    """The person's own latest word about the topic that counts, if it was yes."""
    latest = _latest(choice for choice in _words_of(person, person) if choice.topic == topic)
    return latest if latest and latest.wanted else None


def opt_in_for(person: PersonFacts, topic: str) -> OptInGiven | Choice | Objection:
    """What records that somebody asked for this topic: their own yes, or an opt-in; or why nothing does.

    An opt-in counts in its form's mode, unless anybody could have typed it. Confirmed as a subscriber, it counts for
    the patient with that address too, for the newsletter alone.
    """
    yes = wanted(person, topic)
    if yes:
        return yes
    asked = [(one, opt_in) for one in _asking(person, topic) for opt_in in one.opt_ins if opt_in.topic == topic]
    counting = [opt_in for one, opt_in in asked if opt_in.confirmed_at or _counts_unconfirmed(one, opt_in, person)]
    if counting:
        return max(counting, key=lambda opt_in: (opt_in.confirmed_at or opt_in.asked_at, opt_in.id))
    unproven = [opt_in.id for _, opt_in in asked]
    unproven += [choice.id for choice in person.choices if choice.topic == topic and choice.wanted]
    return Objection(Reason.OPT_IN_UNCONFIRMED if unproven else Reason.NOT_OPTED_IN, tuple(unproven))


def _asking(person: PersonFacts, topic: str) -> tuple[PersonFacts, ...]:
    return (person, *person.neighbours) if topic == Topic.NEWSLETTER else (person,)


def _counts_unconfirmed(one: PersonFacts, opt_in: OptInGiven, person: PersonFacts) -> bool:
    return opt_in.mode == SINGLE and one is person and not _anybody_could_say(one, person)


def _anybody_could_say(one: PersonFacts, person: PersonFacts) -> bool:
    """Whether `one`, who is `person` or their neighbour, is no patient but speaks at a patient's address."""
    return not one.is_patient and bool(person.patients_here)


def _words_of(one: PersonFacts, person: PersonFacts) -> Iterator[Choice]:
    """Their choices that count."""
    unproven = _anybody_could_say(one, person)
    for choice in one.choices:
        if not (choice.wanted and unproven) or choice.via in FROM_THE_MAILBOX:
            yield choice


def _heard(person: PersonFacts, topic: str) -> Iterator[Choice]:
    yield from _words_of(person, person)
    if topic in MARKETING_TOPICS:
        for neighbour in person.neighbours:
            for choice in _words_of(neighbour, person):
                if not choice.wanted or choice.topic == Topic.NEWSLETTER:
                    yield choice


def _latest(choices: Iterable[Choice]) -> Choice | None:
    return max(choices, key=lambda choice: (choice.at, choice.id), default=None)


def moment_of_next_word(now: datetime, person: PersonFacts) -> datetime:
    """When a word said now is recorded: after all that was heard before, also where a clock runs behind."""
    heard = (choice.at for one in (person, *person.neighbours) for choice in one.choices)
    return max([now, *(at + _NEXT for at in heard)])


def is_on(person: PersonFacts, topic: str) -> bool:
    """As the person would say it: greetings and the newsletter are off until they said yes."""
    if switched_off(person, topic):
        return False
    return topic not in NEEDS_A_YES or not isinstance(opt_in_for(person, topic), Objection)


def said(person: PersonFacts, topic: str) -> bool | None:
    """The recorded yes or no about the topic that counts now; None while nothing was said about it."""
    if switched_off(person, topic):
        return False
    return None if isinstance(opt_in_for(person, topic), Objection) else True
