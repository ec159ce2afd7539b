"""What somebody switched off, and what they asked for. The latest word about a topic counts."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from consent.domain.facts import Choice, OptInGiven, PersonFacts
from consent.domain.words import MARKETING_TOPICS, Reason, Topic

SINGLE = "single"
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
    """The person's own latest word about the topic, if it was yes."""
    latest = _latest(choice for choice in person.choices if choice.topic == topic)
    return latest if latest and latest.wanted else None


def opt_in_for(person: PersonFacts, topic: str) -> OptInGiven | Choice | Reason:
    """What records that somebody asked for this topic: their own yes, or an opt-in; or why nothing does.

    An opt-in counts in its form's mode. At a known patient's address anybody could have typed it, so there an
    opt-in made as a subscriber must have been confirmed from the mailbox; so confirmed, it counts for the patient
    too, for the newsletter alone.
    """
    yes = wanted(person, topic)
    if yes:
        return yes
    given = [opt_in for opt_in in _opt_ins(person, topic) if opt_in.topic == topic]
    counting = [opt_in for opt_in in given if opt_in.confirmed_at or _counts_unconfirmed(person, opt_in)]
    if counting:
        return max(counting, key=lambda opt_in: (opt_in.confirmed_at or opt_in.asked_at, opt_in.id))
    return Reason.OPT_IN_UNCONFIRMED if given else Reason.NOT_OPTED_IN


def _counts_unconfirmed(person: PersonFacts, opt_in: OptInGiven) -> bool:
    made_by_themselves = opt_in in person.opt_ins and (person.is_patient or not person.neighbours)
    return opt_in.mode == SINGLE and made_by_themselves


def _opt_ins(person: PersonFacts, topic: str) -> Iterator[OptInGiven]:
    yield from person.opt_ins
    if topic == Topic.NEWSLETTER:
        for neighbour in person.neighbours:
            yield from neighbour.opt_ins


def _heard(person: PersonFacts, topic: str) -> Iterator[Choice]:
    yield from person.choices
    if topic in MARKETING_TOPICS:
        for neighbour in person.neighbours:
            for choice in neighbour.choices:
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
    return topic not in NEEDS_A_YES or not isinstance(opt_in_for(person, topic), Reason)
