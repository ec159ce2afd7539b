"""What is taken back while it is being handed over is not tried again when the other side was busy."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from campaigns.channels import Handed, Verdict
from campaigns.enums import Unsent
from campaigns.models import Message
from campaigns.operations import leases, receipts
from campaigns.operations.delivery import deliver_due
from campaigns.operations.outbox import withdraw
from clinic.models import Vendor
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db


class Counts(BaseEmailBackend):
    number = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        type(self).number += 1
        return 1


def test_what_was_withdrawn_while_the_other_side_was_busy_expires(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND, settings.MAIL_VENDOR_ENFORCES_TLS = f"{__name__}.Counts", True
    Vendor.objects.create(name="Post", backend=settings.EMAIL_BACKEND, baa_signed_on="2026-01-01", baa_scope=["send"])
    open_clinic()
    plan(intent(patient(), expires_at=NOW + timedelta(days=1)))
    token = leases.fresh_token()
    [claimed] = leases.claim(at=NOW, origins=["journey", "notice"], channel="email", token=token)
    leases.mark_handing_over([claimed.pk], token, at=NOW, vendors={})
    on_its_way = Message.objects.get()
    assert withdraw(origin_ids=[on_its_way.origin_id], reason=Unsent.JOURNEY_OFF, by=BY, now=NOW) == 0
    receipts.settle([(on_its_way, Handed(Verdict.TRY_LATER))], token=token, at=NOW)
    later = NOW + timedelta(minutes=30)
    assert deliver_due(later, by=BY).outcomes == {"expired": 1}
    assert Counts.number == 0
