"""Published texts and mail settings, searched for leaks: one of each kind is planted and found."""

from typing import Any

import pytest

from campaigns.leak_probes import look_at_texts, look_at_vendor_settings
from campaigns.models import MessageTemplate, TemplateVersion
from clinic.domain.leaks import Leak
from clinic.models import Vendor
from tests.campaigns.scenes import NOW, open_clinic

pytestmark = pytest.mark.django_db
POSTMARK = "anymail.backends.postmark.EmailBackend"
FIRST = "welcome v9 (en)"


@pytest.fixture(autouse=True)
def clinic() -> None:
    open_clinic()


def _published(**changes: Any) -> None:
    told = {"subject": "Welcome", "preheader": "", "body": "Hello.", "html": "<p>Hello.</p>", "text": "Hello."}
    TemplateVersion.objects.create(
        template=MessageTemplate.objects.get(slug="welcome"),
        number=9,
        language="en",
        **({"published_at": NOW} | told | changes),
    )


def _found(leaks: list[Leak]) -> list[tuple[str, str]]:
    return sorted((leak.place, leak.what) for leak in leaks)


def test_the_built_in_texts_are_without_findings() -> None:
    looked = look_at_texts(NOW)
    assert (looked.leaks, looked.things["templates"]) == ([], TemplateVersion.objects.count())


@pytest.mark.parametrize(
    ("planted", "place", "what"),
    [
        ({"subject": "Your diabetes"}, f"{FIRST}, subject", "the guard finds: not-in-vocabulary"),
        ({"body": "Your chemotherapy."}, f"{FIRST}, body", "the guard finds: sensitive-word"),
        ({"body": "Call ana@mail.example."}, f"{FIRST}, body", "the guard finds: e-mail-address"),
        ({"html": "<img src='https://t.example/o.gif'>"}, FIRST, "<img> loads something"),
        ({"html": "<p style='background:url(https://t.example/o.gif)'>"}, FIRST, "<p> loads something"),
        ({"html": "<a href='https://t.example/c?u=1'>x</a>"}, FIRST, "a link leads to t.example"),
    ],
)
def test_what_is_planted_in_a_published_text_is_found(planted: dict[str, str], place: str, what: str) -> None:
    _published(**planted)
    found = look_at_texts(NOW).leaks
    assert (place, what) in _found(found)
    assert [leak for leak in found if not leak.place.startswith(FIRST)] == []
    assert "diabetes" not in f"{found}"


def test_links_to_the_clinics_own_pages_are_none(settings: Any) -> None:
    settings.PUBLIC_URL = "https://mail.maple.example"
    pages = ("https://maple.example/x", "https://mail.maple.example/privacy/", "{{ link.booking }}", "mailto:x", "#top")
    _published(html="".join(f"<a href='{page}'>x</a>" for page in pages))
    assert _found(look_at_texts(NOW).leaks) == []


def test_drafts_are_left_to_their_writers() -> None:
    _published(subject="Your diabetes", published_at=None)
    assert look_at_texts(NOW).leaks == []


def test_a_production_in_order_has_no_finding(production: Any) -> None:
    production.EMAIL_BACKEND, production.MAIL_VENDOR_ENFORCES_TLS = POSTMARK, True
    production.ANYMAIL = {"WEBHOOK_SECRET": "user:secret"}
    Vendor.objects.create(name="P", backend=POSTMARK, baa_signed_on="2020-01-01", baa_scope=["store", "send"])
    looked = look_at_vendor_settings(NOW)
    assert (looked.leaks, looked.things["vendors"]) == ([], 5)


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"EMAIL_BACKEND": ""}, ["campaigns.E001"]),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, ["campaigns.E002"]),
        ({"EMAIL_BACKEND": "anymail.backends.mailgun.EmailBackend"}, ["campaigns.E004"]),
        ({"MAIL_VENDOR_ENFORCES_TLS": False}, ["campaigns.W001"]),
        ({"ANYMAIL": {}}, ["campaigns.E005"]),
        ({"ANYMAIL": {"WEBHOOK_SECRET": "u:s", "TRACK_OPENS": "on"}}, ["ANYMAIL_TRACK_OPENS"]),
        (
            {"ANYMAIL": {"WEBHOOK_SECRET": "u:s", "MAILGUN_SEND_DEFAULTS": {"track_clicks": True}}},
            ["ANYMAIL_MAILGUN_SEND_DEFAULTS"],
        ),
        ({"ANYMAIL": {"WEBHOOK_SECRET": "u:s", "SEND_DEFAULTS": {"track_opens": False}}}, []),
    ],
)
def test_settings_that_let_mail_out_are_found(production: Any, changes: dict[str, Any], places: list[str]) -> None:
    production.EMAIL_BACKEND, production.MAIL_VENDOR_ENFORCES_TLS = POSTMARK, True
    production.ANYMAIL = {"WEBHOOK_SECRET": "user:secret"}
    Vendor.objects.create(name="P", backend=POSTMARK, baa_signed_on="2020-01-01", baa_scope=["store", "send"])
    for name, value in changes.items():
        setattr(production, name, value)
    assert [leak.place for leak in look_at_vendor_settings(NOW).leaks] == places
