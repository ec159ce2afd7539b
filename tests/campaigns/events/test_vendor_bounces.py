"""How lasting a mail service's bounce is."""

import pytest

from campaigns.domain.vendor_bounces import weighed


@pytest.mark.parametrize(
    ("event", "reason", "answer", "told", "severity"),
    [
        ("bounced", "bounced", "", {}, "hard"),
        ("bounced", "bounced", "", {"event": "hard_bounce"}, "hard"),
        ("bounced", "bounced", "", {"event": "soft_bounce"}, "soft"),
        ("bounced", "bounced", "", {"Type": "SoftBounce"}, "soft"),
        ("bounced", "bounced", "", {"bounce": {"bounceType": "Transient"}}, "soft"),
        ("bounced", "bounced", "", {"hard_bounce": False}, "soft"),
        ("bounced", "bounced", "550 5.1.1 no such user", {}, "hard"),
        ("bounced", "bounced", "550 5.1.1 no such user", {"event": "soft_bounce"}, "soft"),
        ("bounced", "bounced", "550 5.2.2 mailbox full", {"event": "hard_bounce"}, "soft"),
        ("bounced", "bounced", "554 5.7.1 blocked using zen.spamhaus.org", {"event": "hard_bounce"}, ""),
        ("bounced", "bounced", "The server was unable to deliver your message", {"Type": "HardBounce"}, "hard"),
        ("rejected", "invalid", "", {}, "hard"),
        ("rejected", "blocked", "", {}, ""),
        ("rejected", "spam", "", {}, ""),
        ("rejected", "unsubscribed", "", {}, ""),
        ("bounced", "timed_out", "", {}, "soft"),
        ("bounced", "other", "552 5.2.2 over quota", {}, "soft"),
        ("bounced", "other", "552 5.3.4 message too big", {}, ""),
        ("deferred", "", "450 4.2.2 mailbox full", {}, ""),
        ("delivered", "", "250 2.0.0 OK", {}, ""),
        ("complained", "spam", "", {}, ""),
    ],
)
def test_bounce_is_hard_only_if_the_service_and_the_answer_say_so(
    event: str, reason: str, answer: str, told: dict[str, object], severity: str
) -> None:
    assert weighed(event, reason, answer=answer, told=told).severity == severity
