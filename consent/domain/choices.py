"""What somebody switched off, and what they asked for. The latest word about a topic counts.

Anybody can type a known patient's address into a form. So a yes given there as a subscriber counts only if it came
from the mailbox: over a page behind a link that went there, or as a confirmed opt-in. A no always counts.

Of several who read one address nobody speaks for another. Who subscribed there may be any of them: what patients chose
stops the subscriber's mail only if it would whoever it is; what the subscriber chose is nobody else's word. Leads and
subscribers have nothing but news to turn away: a no or a pause of one of them is the mailbox's, until that name says
yes again (`PersonFacts.beside`).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from consent.domain.authorizations import covering
from consent.domain.facts import Choice, OptInGiven, Paused, PersonFacts, Restricted
from consent.domain.words import MARKETING_TOPICS, Channel, Objection, Purpose, Reason, Topic

SINGLE = "single"
#: Ways (`Choice.via`) that only the reader of the mailbox has.
FROM_THE_MAILBOX = frozenset({"preference-page", "confirmed"})
_NEXT = timedelta(microseconds=1)
#: Off until somebody says yes.
NEEDS_A_YES = frozenset({Topic.GREETINGS, Topic.NEWSLETTER, Topic.INTRODUCTION})
#: Nothing of them is sent without a signed paper, so that a box that came ticked would look like one.
NEEDS_A_SIGNATURE = MARKETING_TOPICS - NEEDS_A_YES
_OF_THE_CLINIC = (Purpose.OWN_SERVICE, Purpose.MARKETING, Purpose.THIRD_PARTY_PAID)
#: What may be signed for that carries it: who wants news of one illness did not ask for offers.
_SIGNED_FOR = {
    Topic.HEALTH_NEWS: (*_OF_THE_CLINIC, Purpose.CONDITION_SPECIFIC),
    Topic.OFFERS: _OF_THE_CLINIC,
    Topic.EVENTS: _OF_THE_CLINIC,
}


def switched_off(person: PersonFacts, topic: str) -> tuple[Reason, Choice] | None:
    """The choice that stops this topic, or None.

    "All" switched off stops every topic that was not switched on again later. Marketing that the same reader
    turned away under their other name (subscriber or patient) stays away; a yes of the subscriber's counts for the
    patient's newsletter.
    """
    stops = [_stopped(person, reader, topic) for reader in readers(person)]
    return stops[0] if all(stops) else None


def paused(person: PersonFacts, now: datetime) -> Paused | None:
    """The pause that still runs, heard as a no to marketing is."""
    running = [_running(person, reader, now) for reader in readers(person)]
    return running[0] if all(running) else None


def restricted(person: PersonFacts) -> Restricted | None:
    """What the clinic agreed about the patient's record; about a subscriber's, only through who they must be."""
    if person.is_patient or person.restriction:
        return person.restriction
    agreed = [next((one.restriction for one in reader if one.restriction), None) for reader in readers(person)]
    return agreed[0] if all(agreed) else None


def readers(person: PersonFacts) -> tuple[tuple[PersonFacts, ...], ...]:
    """Who may be the one that is written to: of each, under which other names they are known across the wall."""
    if person.is_patient:
        return ((),) if person.shares_inbox else (person.neighbours,)
    patients = tuple(one for one in person.neighbours if one.reads_here)
    somebody_else = not patients or any(one.shares_inbox for one in patients)
    return (*((one,) for one in patients), *(((),) if somebody_else else ()))


def wanted(person: PersonFacts, topic: str) -> Choice | None:
    """The person's own latest word about the topic that counts, if it was yes."""
    latest = _latest(choice for choice in _words_of(person, person) if choice.topic == topic)
    return latest if latest and latest.wanted else None


def opt_in_for(person: PersonFacts, topic: str) -> OptInGiven | Choice | Objection:
    """What records that somebody asked for this topic: their own yes, or an opt-in; or why nothing does.

    An opt-in counts in its form's mode, unless anybody could have typed it. Confirmed as a subscriber, it counts for
    the patient who alone reads that address, too, for the newsletter alone. A guardian's yes ends with childhood.
    """
    yes = wanted(person, topic)
    asked = [(one, opt_in) for one in _asking(person, topic) for opt_in in one.opt_ins if opt_in.topic == topic]
    counting = [opt_in for one, opt_in in asked if opt_in.confirmed_at or _counts_unconfirmed(one, opt_in, person)]
    best = yes or max(counting, key=lambda opt_in: (_moment(opt_in), opt_in.id), default=None)
    if best is None:
        unproven = [opt_in.id for _, opt_in in asked]
        unproven += [choice.id for choice in person.choices if choice.topic == topic and choice.wanted]
        return Objection(Reason.OPT_IN_UNCONFIRMED if unproven else Reason.NOT_OPTED_IN, tuple(unproven))
    if person.was_spoken_for(_moment(best)):
        return Objection(Reason.CAME_OF_AGE, (best.id,))
    return best


def _moment(yes: OptInGiven | Choice) -> datetime:
    return yes.at if isinstance(yes, Choice) else yes.confirmed_at or yes.asked_at


def _asking(person: PersonFacts, topic: str) -> tuple[PersonFacts, ...]:
    also = readers(person)[0] if person.is_patient and topic == Topic.NEWSLETTER else ()
    return (person, *also)


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


def _stopped(person: PersonFacts, also: Iterable[PersonFacts], topic: str) -> tuple[Reason, Choice] | None:
    heard = list(_heard(person, also, topic))
    about_topic = _latest(choice for choice in heard if choice.topic == topic)
    about_all = _latest(choice for choice in heard if choice.topic == Topic.ALL)
    if about_topic and not about_topic.wanted:
        return Reason.TOPIC_OFF, about_topic
    if about_all and not about_all.wanted and not (about_topic and about_topic.at > about_all.at):
        return Reason.UNSUBSCRIBED_ALL, about_all
    return None


def _heard(person: PersonFacts, also: Iterable[PersonFacts], topic: str) -> Iterator[Choice]:
    yield from _words_of(person, person)
    if topic in MARKETING_TOPICS:
        yield from (choice for one in person.beside for choice in one.choices if not choice.wanted)
        for other_name in also:
            for choice in _words_of(other_name, person):
                if not choice.wanted or (choice.topic == Topic.NEWSLETTER and person.is_patient):
                    yield choice


def _running(person: PersonFacts, also: Iterable[PersonFacts], now: datetime) -> Paused | None:
    pauses = [one.pause for one in (person, *also, *person.beside) if one.pause and now < one.pause.until]
    return max(pauses, key=lambda pause: pause.until, default=None)


def _latest(choices: Iterable[Choice]) -> Choice | None:
    return max(choices, key=lambda choice: (choice.at, choice.id), default=None)


def moment_of_next_word(now: datetime, person: PersonFacts) -> datetime:
    """When a word said now is recorded: after all that was heard before, also where a clock runs behind."""
    heard = (choice.at for one in (person, *person.neighbours, *person.beside) for choice in one.choices)
    return max([now, *(at + _NEXT for at in heard)])


def is_on(person: PersonFacts, topic: str, channel: str) -> bool:
    """As the person would say it: greetings, the newsletter and all text messages are off until they said yes, what
    needs a signature until they said yes or signed."""
    if switched_off(person, topic):
        return False
    if topic in NEEDS_A_SIGNATURE and _has_signed(person, topic, Channel(channel)):
        return True
    needs_a_yes = channel == Channel.SMS or topic in NEEDS_A_YES | NEEDS_A_SIGNATURE
    return not needs_a_yes or said(person, topic) is True


def _has_signed(person: PersonFacts, topic: str, channel: Channel) -> bool:
    papers, year = person.authorizations, person.birth_year
    found = (covering(papers, purpose, channel, person.today, birth_year=year) for purpose in _SIGNED_FOR[Topic(topic)])
    return any(not isinstance(paper, Objection) for paper in found)


def said(person: PersonFacts, topic: str) -> bool | None:
    """The recorded yes or no about the topic that counts now; None while nothing was said about it."""
    if switched_off(person, topic):
        return False
    return None if isinstance(opt_in_for(person, topic), Objection) else True
