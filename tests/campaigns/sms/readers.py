"""People who asked for text messages."""

from consent.enums import Recorded
from consent.operations import preferences
from patients.models import Person
from tests.campaigns.scenes import BY, NOW, patient

PHONE = "+12175550123"


def text_reader(*, topic: str = "appointments", **told: object) -> Person:
    """With PHONE, unless told otherwise, and a yes to text messages about `topic`."""
    person = patient(**({"phone": PHONE} | told))
    preferences.set_topic(
        by=BY, now=NOW, person_id=person.pk, topic=topic, wanted=True, via=Recorded.STAFF, channel="sms"
    )
    return person
