"""What receivers look at before they take mail in bulk, over every built-in mail: one-click unsubscribing (RFC 8058 and
the rules of large mailbox providers), headers that DKIM can sign (RFC 6376), SpamAssassin's own tests."""

import re
import shutil
import subprocess
from datetime import UTC
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

import pytest

from tests.campaigns.mime.library_mails import NAMES, LibraryMail, library_mail
from tests.campaigns.mime.test_forms import UNSUBSCRIBE, check_wire, contents, read

MEASURING = Path(__file__).resolve().parents[3] / "docs" / "measuring.md"
RUNNING = MEASURING.with_name("running.md")
MOST_POINTS = 3.0
#: Of SpamAssassin, above nothing: what its rules may say of one of ours.
HARMLESS = {"HTML_MESSAGE", "NO_RECEIVED", "NO_RELAYS"}
#: Stand once in a mail, or filters count them as a fault (RFC 5322, 3.6).
ONCE = ("Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type")
EACH_MAIL = pytest.mark.parametrize("mail", NAMES, ids=["-".join(name) for name in NAMES], indirect=True)


@pytest.fixture
def mail(request: pytest.FixtureRequest) -> LibraryMail:
    return library_mail(*request.param)


@EACH_MAIL
def test_one_click_unsubscribing_is_there_once_over_https_and_in_both_parts(mail: LibraryMail) -> None:
    letter = read(mail.wire)
    assert letter.get_all("List-Unsubscribe") == [f"<{UNSUBSCRIBE}>"]
    assert UNSUBSCRIBE.startswith("https://")
    assert letter.get_all("List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]
    assert re.fullmatch(r"<[a-z0-9.-]+>", letter["List-Id"])
    text, html = contents(letter)
    assert UNSUBSCRIBE in text
    assert UNSUBSCRIBE.replace("&", "&amp;") in html


@EACH_MAIL
def test_headers_are_those_that_the_docs_tell_a_signer_to_sign(mail: LibraryMail) -> None:
    (signed,) = re.findall(r"^h=([\w:-]+)$", RUNNING.read_text(), re.MULTILINE)
    letter = read(mail.wire)
    assert sorted(signed.lower().split(":")) == sorted(name.lower() for name in letter)


@EACH_MAIL
def test_a_mail_is_as_the_standards_ask(mail: LibraryMail) -> None:
    check_wire(mail.wire)
    letter = read(mail.wire)
    assert [name for name in ONCE if len(letter.get_all(name, [])) != 1] == []
    assert parsedate_to_datetime(letter["Date"]).tzinfo == UTC
    assert re.fullmatch(r"<[0-9a-f-]{36}@clinic\.example>", letter["Message-ID"])
    assert parseaddr(letter["From"])[1] == "hello@clinic.example"
    assert 0 < len(letter["Subject"]) <= 78
    assert letter["Auto-Submitted"] == "auto-generated"
    assert {part.get_content_charset() for part in letter.iter_parts()} == {"utf-8"}


@pytest.mark.skipif(not shutil.which("spamassassin"), reason="SpamAssassin is not on this machine")
@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_spamassassin_finds_nothing_that_counts(language: str, tmp_path: Path) -> None:
    """One mail in each language: its start takes seconds. All of them: docs/measuring.md says how."""
    mail = library_mail("appointment-reminder", language)
    command = ["spamassassin", "--local", "--test-mode", f"--prefspath={tmp_path / 'none'}"]
    said = subprocess.run(command, input=mail.wire, capture_output=True, check=True).stdout.decode(errors="replace")
    points = float(re.findall(r"^Content analysis details:\s+\((-?[\d.]+) points", said, re.MULTILINE)[0])
    rules = set(re.findall(r"^ *-?\d+\.\d ([A-Z][A-Z0-9_]+) ", said, re.MULTILINE))
    assert points < MOST_POINTS
    assert rules <= HARMLESS
