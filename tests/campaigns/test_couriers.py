"""Several connections at once: nothing is lost or doubled between them, and one that breaks takes no other with it."""

import re
from collections import Counter
from collections.abc import Sequence
from threading import Barrier

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from campaigns.models import Message
from campaigns.operations.delivery import deliver_due
from clinic.models import Vendor
from tests.campaigns.post import Start
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db


def test_windows_leave_over_several_connections_and_each_mail_once(
    smtp: Start, settings: pytest.FixtureRequest
) -> None:
    sink = smtp()
    settings.DEBUG, settings.MAIL_CONNECTIONS = True, 4
    open_clinic()
    plan(*(intent(patient()) for _ in range(70)))
    assert deliver_due(NOW, by=BY).outcomes == {"accepted": 70}
    left = Counter(re.search(rb"Message-ID: <([0-9a-f-]{36})@", mail)[1].decode() for mail in sink.got)  # type: ignore[index]
    assert left == Counter(str(pk) for pk in Message.objects.values_list("pk", flat=True))


class MeetsTheOthers(BaseEmailBackend):
    """Goes on only when as many as there are connections hand over at the same moment."""

    meeting = Barrier(3)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.meeting.wait(timeout=60)
        return 1


def test_connections_are_at_work_at_the_same_time(settings: pytest.FixtureRequest) -> None:
    _through(settings, MeetsTheOthers)
    plan(*(intent(patient()) for _ in range(48)))
    assert deliver_due(NOW, by=BY).outcomes == {"accepted": 48}


class BreaksOnce(BaseEmailBackend):
    """An error of ours at its third mail."""

    seen = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        type(self).seen += 1
        if type(self).seen == 3:
            raise ZeroDivisionError
        return 1


def test_an_error_of_ours_leaves_one_unknown_and_what_was_not_tried_for_later(settings: pytest.FixtureRequest) -> None:
    _through(settings, BreaksOnce)
    settings.MAIL_CONNECTIONS = 2
    plan(*(intent(patient()) for _ in range(32)))
    with pytest.raises(ZeroDivisionError):
        deliver_due(NOW, by=BY)
    states = Counter(Message.objects.values_list("state", flat=True))
    assert states["unknown"] == 1
    assert set(states) <= {"unknown", "accepted", "retry", "planned"}
    assert states["leased"] + states["handing_over"] == 0
    assert BreaksOnce.seen == states["accepted"] + states["unknown"]


def _through(settings: pytest.FixtureRequest, backend: type[BaseEmailBackend]) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"
    settings.MAIL_VENDOR_ENFORCES_TLS, settings.MAIL_CONNECTIONS = True, 3
    Vendor.objects.create(name="Post", backend=settings.EMAIL_BACKEND, baa_signed_on="2026-01-01", baa_scope=["send"])
    open_clinic()
