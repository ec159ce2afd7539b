"""A subscriber's whole way in a real browser without JavaScript: subscribe, confirm from the mailbox, choose, leave
with one click. Links are those of the mails that really left."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django import Settings

from audit.domain.actors import Actor
from campaigns.operations import notices
from consent.models import OptIn, Preference
from consent.operations import doorstep
from consent.queries import may_track, paused_until
from tests.browser import chromium, needs_chromium, new_page, press, served_site
from tests.conftest import CommittingDatabase

pytestmark = needs_chromium
BY = Actor.system("worker")


@pytest.fixture
def address(furnished_db: CommittingDatabase, settings: Settings) -> Iterator[str]:
    with served_site() as address:
        settings.PUBLIC_URL = address
        settings.CSRF_TRUSTED_ORIGINS = [address]
        yield address


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with chromium() as browser:
        yield new_page(browser, java_script_enabled=False, locale="en-US", viewport={"width": 360, "height": 740})


def test_subscribe_confirm_choose_and_leave(page: Page, address: str, mail_folder: Path) -> None:
    refused: list[str] = []
    _subscribes(page, address)
    page.on("console", lambda message: refused.append(message.text))

    page.goto(_link_in(_mail(mail_folder, number=1), "/subscribe/confirm/"))
    press(page, page.get_by_role("link", name="繁體中文"))
    press(page, page.get_by_role("button", name="好，請寄電子報給我"))
    assert page.get_by_role("status").inner_text() == "您已訂閱我們的電子報。"

    press(page, page.get_by_role("link", name="選擇您想收到的內容"))
    assert page.url.partition("?")[0] == f"{address}/preferences/", "which sends a link, and opens nothing by itself"
    welcome = _mail(mail_folder, number=2)
    page.goto(_link_in(welcome, "/preferences/"))
    press(page, page.get_by_role("link", name="English"))
    person_id = OptIn.objects.get().person_id
    _pauses_and_allows_counting(page)
    assert paused_until(person_id, datetime.now(UTC)) is not None
    assert may_track([person_id]) == {person_id}

    _leaves_with_one_click(welcome)
    page.reload()
    newsletter = page.get_by_role("group", name="Newsletter").get_by_label("E-mail")
    assert not newsletter.is_checked()
    newsletter.check()
    press(page, page.get_by_role("button", name="Save", exact=True))
    assert page.get_by_role("group", name="Newsletter").get_by_label("E-mail").is_checked()
    press(page, page.get_by_role("button", name="Unsubscribe from everything"))
    assert page.get_by_role("status").inner_text() == "Saved."
    assert Preference.objects.filter(person=person_id, topic="all", channel="email", wanted=False).count() == 1
    assert refused == []


def _subscribes(page: Page, address: str) -> None:
    page.goto(f"{address}/subscribe/")
    press(page, page.get_by_role("button", name="Subscribe"))
    assert page.get_by_text("Please write your e-mail address.").is_visible()
    page.get_by_label("Name").fill("Ana")
    page.get_by_label("E-mail address").fill("ana@example.org")
    press(page, page.get_by_role("button", name="Subscribe"))
    assert page.get_by_role("heading", level=1).inner_text() == "Please look into your mailbox"


def _pauses_and_allows_counting(page: Page) -> None:
    press(page, page.get_by_role("button", name="8 weeks"))
    assert page.get_by_text("are paused until").is_visible()
    page.get_by_label("You may count what I open and follow").check()
    press(page, page.get_by_role("button", name="Save this choice"))
    assert page.get_by_role("status").inner_text() == "Saved."


def _mail(folder: Path, *, number: int) -> EmailMessage:
    """The last mail in the mailbox after workers have seen to all that waits; there are `number` by then."""
    now = datetime.now(UTC)
    doorstep.take_up(by=BY, now=now)
    notices.deliver(now=now, by=BY)
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    assert len(paths) == number
    mail = BytesParser(policy=policy.default).parsebytes(paths[-1].read_bytes())
    assert isinstance(mail, EmailMessage)
    return mail


def _link_in(mail: EmailMessage, place: str) -> str:
    text = mail.get_body(("plain",))
    assert text is not None
    found = re.search(rf"http\S+{place}\S+", text.get_content())
    assert found is not None
    return found[0]


def _leaves_with_one_click(mail: EmailMessage) -> None:
    """As a mail program does (RFC 8058): one POST, no cookies, nothing read before."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.search(r"<https?://[^/]+(/u/[^>]+)>", mail["List-Unsubscribe"])
    assert path is not None
    answer = Client(enforce_csrf_checks=True).post(path[1], {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.cookies.keys()) == (200, set())
