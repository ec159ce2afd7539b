"""Links from a message to a page about its reader end with who may read it."""

import pytest

from campaigns.enums import LinkPurpose
from campaigns.message_links import opened, token_for
from campaigns.models import Message
from consent import links
from tests.campaigns.scenes import NOW, TODAY, booked, open_clinic, plan, reminder
from tests.consent.people import child

pytestmark = pytest.mark.django_db(databases=["default"])


def test_link_mailed_to_a_guardian_ends_when_the_child_comes_of_age() -> None:
    """The address on record is the guardian's still, who knows the year of birth."""
    open_clinic()
    plan(reminder(booked(child(TODAY.year - 17))))
    message = Message.objects.select_related("person__guardian").get()
    token = token_for(LinkPurpose.APPOINTMENT, message)
    assert opened(LinkPurpose.APPOINTMENT, token, today=NOW.date()).pk == message.pk
    with pytest.raises(links.BadToken):
        opened(LinkPurpose.APPOINTMENT, token, today=TODAY.replace(year=TODAY.year + 2))
