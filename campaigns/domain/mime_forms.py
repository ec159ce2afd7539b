"""A mail as it goes over the wire: multipart/alternative of a text and an HTML part (RFC 2045, 2046), in UTF-8 and
quoted-printable, with the headers that every mail of ours has.

What one version says to everybody in one clinic is encoded once (`Form`), for each message only its values are: they
stand between soft line breaks (`mime_text`), so that they may be of any length. Where a value is not one plain line,
the message is rendered, tidied and encoded whole; its reader sees no difference.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from uuid import UUID

from campaigns.domain import mime_laid
from campaigns.domain.layout import tidy
from campaigns.domain.liquid_texts import in_pieces, rendered
from campaigns.domain.mime_headers import BadHeader, ascii_address, in_words, mailbox, one_line
from campaigns.domain.placeholders import CATALOGUE
from campaigns.domain.text_pieces import CannotRender, There

UNSUBSCRIBE = "link.unsubscribe"
#: Stands for a value while words are looked at.
MASK = "⁂"
_MOST_KEPT = 64
_URL = re.compile(r"https?://[!-;=?-~]{1,900}")
_BODY = b'Content-Type: multipart/alternative;\r\n boundary="%b"\r\n'
_HOST = re.compile(r"[A-Za-z0-9.-]{1,255}")


@dataclass(frozen=True, slots=True)
class Words:
    """One version in one language, and who sends it. `host`: of Message-ID and List-Id. `shared`: values that are the
    same for all its readers, by name."""

    language: str
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    sender_name: str
    sender_address: str
    host: str
    shared: Mapping[str, str]


class Form:
    """Raises `BadHeader` for words that no header can hold, `LiquidError` for texts that cannot be read."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._head = _head(words)
        self._host = words.host.encode("ascii")
        text, html = in_pieces(words.text, html=False), in_pieces(words.html, html=True)
        self._pieces = (text, html) if text is not None and html is not None else None
        asked = (*self._pieces[0].names, *self._pieces[1].names) if self._pieces else CATALOGUE
        self._names = tuple(dict.fromkeys(name for name in asked if name not in words.shared))
        self._kept: dict[There, mime_laid.Laid | None] = {}
        self._clean: dict[There, bool] = {}

    def written(self, values: Mapping[str, str], *, message_id: UUID, to: str, date: str) -> bytes:
        """The whole mail, its dots not stuffed. `values`: what the text asks for beside what is shared, and the link
        that unsubscribes. `date`: `date_of` the batch. Raises `CannotRender` and `BadHeader`."""
        mark = b"\r\n--=_" + message_id.hex.encode()
        first = self._first(values[UNSUBSCRIBE], message_id, to, date) + _BODY % mark[4:]
        there = self._there(values)
        laid = self._kept[there] if there in self._kept else self._lay(there)
        pieces = None if laid is None else laid.filled(values, mark)
        return first + b"".join(self._whole(values, mark) if pieces is None else pieces)

    def parts(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Text and HTML, for services that write the mail themselves. Raises `CannotRender`."""
        all_values = {**values, **self.words.shared}
        text = tidy(rendered(self.words.text, all_values, html=False))
        return text, rendered(self.words.html, all_values, html=True)

    def is_clean(self, values: Mapping[str, str], looks_clean: Callable[[str], bool]) -> bool:
        """Whether the text with its values masked looks clean: that depends on which are there, never on what they
        are, so each case is looked at once. Raises `CannotRender`."""
        there = self._there(values)
        found = self._clean.get(there)
        if found is None:
            masked = {name: MASK if value else "" for name, value in {**values, **self.words.shared}.items()}
            found = looks_clean(rendered(self.words.text, masked, html=False))
            if len(self._clean) < _MOST_KEPT:
                self._clean[there] = found
        return found

    def _there(self, values: Mapping[str, str]) -> There:
        return tuple([None if (value := values.get(name)) is None else value != "" for name in self._names])

    def _lay(self, there: There) -> mime_laid.Laid | None:
        laid = None
        if self._pieces is not None:
            known = {name: has for name, has in zip(self._names, there, strict=True) if has is not None}
            laid = mime_laid.laid(*self._pieces, shared=self.words.shared, there=known)
        if len(self._kept) < _MOST_KEPT:
            self._kept[there] = laid
        return laid

    def _whole(self, values: Mapping[str, str], mark: bytes) -> list[bytes]:
        text, html = self.parts(values)
        with suppress(UnicodeEncodeError):
            return mime_laid.whole(text, html, mark)
        # That error holds the text.
        raise CannotRender("a value holds half a character")

    def _first(self, unsubscribe: str, message_id: UUID, to: str, date: str) -> bytes:
        if not _URL.fullmatch(unsubscribe):
            raise BadHeader("List-Unsubscribe", "must be the address of a page")
        recipient = ascii_address("To", to).encode()
        return b"%bTo: %b\r\nDate: %b\r\nMessage-ID: <%b@%b>\r\nList-Unsubscribe: <%b>\r\n" % (
            self._head,
            recipient,
            date.encode(),
            str(message_id).encode(),
            self._host,
            unsubscribe.encode(),
        )


@lru_cache(maxsize=16)
def date_of(moment: datetime) -> str:
    """`Tue, 03 Mar 2026 15:30:00 +0000` (RFC 5322, 3.3)."""
    return format_datetime(moment)


def dot_stuffed(mail: bytes) -> bytes:
    """As it goes after DATA, without the dot that ends it (RFC 5321, 4.5.2). `mail` has CRLF line ends alone."""
    return (b"." if mail.startswith(b".") else b"") + mail.replace(b"\r\n.", b"\r\n..")


def _head(words: Words) -> bytes:
    """What is the same in all mails of a form. List-Id: RFC 2919 · List-Unsubscribe-Post: RFC 8058 · Auto-Submitted:
    RFC 3834."""
    if not _HOST.fullmatch(words.host):
        raise BadHeader("Message-ID", "needs the name of a host in ASCII")
    return b"".join(
        (
            one_line("MIME-Version", "1.0"),
            mailbox("From", words.sender_name, words.sender_address),
            in_words("Subject", words.subject),
            one_line("List-Id", f"<mail.{words.host}>"),
            one_line("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            one_line("Auto-Submitted", "auto-generated"),
            one_line("Content-Language", words.language),
        )
    )
