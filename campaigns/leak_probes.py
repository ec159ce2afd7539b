"""The leak check's look at published texts and at how mail leaves."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import ERROR

from campaigns import checks
from campaigns.domain.guard import NOTHING_PASSED
from campaigns.domain.texts import guard_findings
from campaigns.guard_exceptions import draft_of, passed_in_each
from campaigns.models import TemplateVersion
from campaigns.queries import clinics_own
from clinic.domain.leaks import Leak, Looked
from clinic.domain.page_markup import foreign_host, read
from clinic.queries import organisation

_TEXTS, _VENDORS = "templates", "vendors"
_CHECKS = (
    checks.mail_has_a_way_out,
    checks.mail_vendor_has_a_baa,
    checks.webhooks_have_a_secret,
    checks.mail_stays_encrypted,
)


def look_at_texts(at: datetime) -> Looked:
    """Every published version: the guard once more (its lists grow), what a mail program would load, and links to
    other places than the clinic's own."""
    looked, own, hosts = Looked(), clinics_own(), _own_hosts()
    versions = TemplateVersion.objects.filter(published_at__isnull=False).select_related("template")
    passed = passed_in_each(versions.filter(exceptions__isnull=False).distinct())
    for version in versions.iterator(chunk_size=200):
        looked.things[_TEXTS] += 1
        place = f"{version.template.slug} v{version.number} ({version.language})"
        draft = draft_of(version)
        for part, finding in guard_findings(draft, own=own, passed=passed.get(version.pk, NOTHING_PASSED)):
            advice = "Publish a version without it; the guard's page names the word."
            looked.leaks.append(Leak(_TEXTS, f"{place}, {part}", f"the guard finds: {finding.rule}", advice))
        looked.leaks += _loads_and_links(place, version.html, hosts)
    return looked


def look_at_vendor_settings(at: datetime) -> Looked:
    """The system checks of the way out, and whether the vendor's reports of opens and clicks are switched off."""
    looked = Looked()
    for ask in _CHECKS:
        looked.things[_VENDORS] += 1
        for said in ask():
            place = (said.id or "settings")[:200]
            looked.leaks.append(Leak(_VENDORS, place, said.msg, said.hint or "", is_warning=said.level < ERROR))
    looked.things[_VENDORS] += 1
    looked.leaks += _tracking()
    return looked


def _loads_and_links(place: str, html: str, hosts: frozenset[str]) -> Iterator[Leak]:
    markup = read(html)
    for tag, address in markup.asks:
        if urlsplit(address).scheme != "data":
            yield Leak(
                _TEXTS, place, f"<{tag}> loads something", "A mail that loads nothing tells nobody it was opened."
            )
    for address in markup.links:
        if host := foreign_host(address, hosts):
            advice = "Link to a page of the clinic, or to a placeholder that is one."
            yield Leak(_TEXTS, place, f"a link leads to {host[:80]}", advice)


def _own_hosts() -> frozenset[str]:
    clinic = organisation()
    addresses = (settings.PUBLIC_URL, clinic.website, clinic.booking_url)
    return frozenset({"", *(urlsplit(address).hostname or "" for address in addresses)})


def _tracking() -> Iterator[Leak]:
    """anymail's settings: SEND_DEFAULTS, or one for a vendor such as MAILGUN_SEND_DEFAULTS."""
    for name, value in settings.ANYMAIL.items():
        told = value if isinstance(value, dict) else {name.lower(): value}
        for key, is_on in told.items():
            if key in ("track_opens", "track_clicks") and str(is_on).lower() not in ("false", "0", "off", "no", ""):
                what = "opens are reported" if key == "track_opens" else "clicks are reported"
                advice = "Whoever opens treatment mail is nobody's business: switch it off (R49)."
                yield Leak(_VENDORS, f"ANYMAIL_{name}", what, advice)
