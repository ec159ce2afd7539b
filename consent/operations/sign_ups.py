"""What becomes of the two letters about the newsletter: somebody wants it, or has lost the link to their choices."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from audit import blind
from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from clinic.enums import NoticeKind
from clinic.models import Notice
from consent.enums import OptInMode, Recorded, SignUpPlace
from consent.models import OptIn, Preference, SignUpForm
from consent.operations import opt_ins
from consent.operations.doorstep import Letter
from patients.enums import PersonKind
from patients.models import Person

#: More people than this at one address is no household.
_MOST_AT_ONE_ADDRESS = 8
_OF_THIS_PERSON = Q(person=OuterRef("pk"))
_YES = OptIn.objects.filter(_OF_THIS_PERSON, Q(mode=OptInMode.SINGLE) | Q(confirmed_at__isnull=False))
_SAID = Preference.objects.filter(_OF_THIS_PERSON)


def take_subscription(letter: Letter, *, by: Actor, now: datetime) -> None:
    """As of the moment at which they asked: a later no stays the latest word."""
    form = SignUpForm.objects.get(slug=letter.content["form"])
    opt_ins.ask(
        by=by,
        now=letter.posted_at,
        name=letter.content["name"],
        email=letter.content["email"],
        language=letter.language,
        form=form.slug,
        text_version=letter.content["text_version"],
        mode=form.mode,
        via=Recorded.BOOTH if form.place == SignUpPlace.BOOTH else Recorded.SIGN_UP_FORM,
    )


def take_lost_link(letter: Letter, *, by: Actor, now: datetime) -> None:
    """A mail with their own link to everybody whom we write to at this address; to an unknown address none."""
    people = _written_to_at(letter.content["email"])
    for person in people:
        Notice.objects.create(
            kind=NoticeKind.PREFERENCES_LINK,
            person_id=person.pk,
            subject_id=letter.id,
            once_key=f"{NoticeKind.PREFERENCES_LINK.value}:{letter.id}:{person.pk}",
        )
    if people:
        record_change(
            word=AuditWord.CHANGE,
            actor=by,
            people=[person.pk for person in people],
            fields=["clinic.notice"],
            details={"posted": str(letter.id), "what": "asked for the link to their choices"},
        )


def _written_to_at(email: str) -> list[Person]:
    """Not whoever asked for another address to be used (45 CFR 164.522(b)), nor whose address somebody once typed and
    nobody confirmed: the form promised that nothing more is sent."""
    in_use = Person.objects.annotate(address_in_use=Coalesce("confidential_email_key", "email_key"))
    at_address = in_use.filter(address_in_use__in=blind.email_keys(email))
    never_confirmed = Q(kind=PersonKind.SUBSCRIBER) & ~Exists(_YES) & ~Exists(_SAID)
    return list(at_address.exclude(never_confirmed).order_by("pk").only("pk")[:_MOST_AT_ONE_ADDRESS])
