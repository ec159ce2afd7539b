"""Which guide somebody reads after a treatment: by the coarse category of what was done, in their language."""

from campaigns.models import CareGuide, Message
from clinic.enums import NEEDS_AFTERCARE, Language, ServiceCategory
from patients.models import Procedure


def category_of(message: Message) -> str:
    """Of the treatment that the message is about (its anchor is when that ended), else of the latest one before it was
    planned; empty where there was none that needs aftercare."""
    done = Procedure.objects.filter(
        person_id=message.person_id, ended_at__lte=message.planned_at, category__in=NEEDS_AFTERCARE
    )
    about = done.filter(ended_at=message.anchor_at).values_list("category", flat=True).first()
    return about or done.order_by("-ended_at").values_list("category", flat=True).first() or ""


def guide_for(category: str, language: str) -> CareGuide | None:
    """The published guide with the highest number: of the category, else the general one; in the language, else in
    English."""
    for wanted in dict.fromkeys((category, ServiceCategory.OTHER.value)):
        for spoken in dict.fromkeys((language, Language.ENGLISH.value)):
            found = CareGuide.objects.filter(category=wanted, language=spoken, published_at__isnull=False)
            if guide := found.order_by("-number").first():
                return guide
    return None
