"""Which erasures are due: those that were promised long enough ago, and those that a restored copy undid."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from clinic.enums import NoticeKind
from clinic.models import Notice
from consent.enums import RightKind, RightsState
from consent.models import Erasure, RightsRequest, RightsStep
from patients.enums import PersonKind
from patients.models import Person

#: At the soonest; the mail with the answer leaves first, or has failed for good.
ANSWER_LEAVES_WITHIN = timedelta(hours=1)
#: A mail expires after a day; nobody's erasure waits longer.
ANSWER_IS_LOST_AFTER = timedelta(hours=25)
#: Outcomes of a notice whose mail may still leave.
NOT_SETTLED = ("planned", "held", "leased", "handing_over", "retry")


def promised(now: datetime) -> QuerySet[RightsRequest]:
    """Granted an hour ago, the mail with the answer settled, or lost for a day."""
    done = Erasure.objects.filter(person_id=OuterRef("person_id"))
    return RightsRequest.objects.filter(
        ~Exists(done),
        kind=RightKind.ERASURE,
        state=RightsState.GRANTED,
        person__isnull=False,
        closed_at__lte=now - ANSWER_LEAVES_WITHIN,
    ).filter(~Exists(_unsettled_answers()) | Q(closed_at__lte=now - ANSWER_IS_LOST_AFTER))


def being_erased() -> frozenset[UUID]:
    """To whom it was granted and not yet done: whoever asks for something now asks as somebody new."""
    granted = RightsRequest.objects.filter(kind=RightKind.ERASURE, state=RightsState.GRANTED)
    rows = granted.filter(~Exists(Erasure.objects.filter(person_id=OuterRef("person_id"))))
    found = rows.values_list("person_id", "erases_with")
    return frozenset(one for person_id, also in found for one in (person_id, *also) if one)


def _unsettled_answers() -> QuerySet[Notice]:
    """Of the request outside: the mail with the answer is still on its way, and needs the address."""
    steps = RightsStep.objects.filter(request=OuterRef(OuterRef("pk"))).values("pk")
    on_its_way = Q(handled_at=None) | Q(outcome__in=NOT_SETTLED)
    return Notice.objects.filter(on_its_way, kind=NoticeKind.RIGHTS_ANSWERED, subject_id__in=steps)


def come_back() -> QuerySet[Person]:
    """Whose erasure is known and who has a name or an address all the same: a restored copy brought them."""
    erased = Erasure.objects.filter(person_id=OuterRef("pk"))
    has_something = Q(given_name__isnull=False) | Q(email_key__isnull=False) | Q(phone_key__isnull=False)
    return Person.objects.filter(has_something, Exists(erased)).exclude(kind=PersonKind.PATIENT)
