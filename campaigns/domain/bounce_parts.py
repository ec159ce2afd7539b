"""A mail that came back, taken apart: the notice that people read, the fields that machines read, the returned mail.

Whoever sends us mail wrote it: sizes, depth and number of parts have limits, and nothing in it raises anything. The
structure is MIME (RFC 2045, 2046) with multipart/report (RFC 6522); many notices are older and only text.
"""

import binascii
import html
import quopri
import re
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser

#: What stands in a notice stands at its front; what is returned comes after it. More is not looked at.
MOST_BYTES = 256 * 1024
_DEEPEST, _MOST_PARTS, _LONGEST_LINE = 4, 40, 2000
_LONGEST_TEXT, _MOST_LINES = 32_000, 800
_CHARSETS = re.compile(
    r"(utf-?(8|16|16be|16le|7)|us-?ascii|iso-?8859-?\d+|windows-?125\d|cp\d{3,4}|koi8-[rut]|iso-?2022-(jp|kr)(-\w+)?"
    r"|shift_?jis|sjis|euc-?(jp|kr|cn)|gb2312|gbk|gb18030|big5(-?hkscs)?|tis-620|macintosh)$",
    re.IGNORECASE,
)
_TAGS = re.compile(
    r"<(?:style|script|head)\b.{0,1000}?</(?:style|script|head)>"
    r"|(?P<line><br ?/?>|</(?:p|div|tr|li|h\d)>)|<[^<>]{1,2000}>",
    re.DOTALL | re.IGNORECASE,
)
_PART_BEGINS = re.compile(r"^--(\S{5,200})\n(?=Content-)", re.MULTILINE)
_HEADER = re.compile(r"^[!-9;-~]{1,60}:(?: |\t|$|\S)")
_OF_A_MAIL = re.compile(r"^(received|return-path|message-id|from|to|date|subject|mime-version):", re.IGNORECASE)
_RETURNED = frozenset(
    {
        "message/rfc822",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/partial",
        "message/global",
        "message/global-headers",
    }
)
_STATUS = frozenset({"message/delivery-status", "message/global-delivery-status", "message/disposition-notification"})


@dataclass(slots=True)
class Parts:
    """`headers` of the mail itself; `notice`: what it says, as text; `status`: groups of fields for machines (RFC 3464:
    the first is about the mail, each other about a recipient), names in lower case; `feedback`: those of an abuse
    report (RFC 5965); `returned`: the mail that came back, as far as it is there."""

    headers: Message
    notice: str = ""
    status: list[dict[str, str]] = field(default_factory=list)
    feedback: dict[str, list[str]] = field(default_factory=dict)
    returned: str = ""
    markup: str = ""
    seen: int = 0


def taken_apart(raw: bytes) -> Parts:
    """Never raises, whatever it is given."""
    text = raw[:MOST_BYTES].replace(b"\0", b"").decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
    # A "From " line is what a mailbox file puts before a mail.
    text = re.sub(r"\A\s*(?:From [^\n]*\n)?", "", text)
    headers, body = _split(text)
    parts = Parts(headers)
    _walk(headers, body, parts, 0)
    parts.notice = parts.notice[: 4 * _LONGEST_TEXT] or _without_tags(parts.markup[:_LONGEST_TEXT])
    if not parts.returned:
        parts.notice, parts.returned = _cut_at_the_copy(parts.notice)
    parts.notice = "\n".join(line[:_LONGEST_LINE] for line in parts.notice.split("\n", _MOST_LINES)[:_MOST_LINES])
    return parts


def _split(text: str) -> tuple[Message, str]:
    head, _, body = text.lstrip("\n").partition("\n\n")
    if not _HEADER.match(head):
        return Message(), text
    return HeaderParser().parsestr(head[:_LONGEST_TEXT] + "\n\n"), body


def _walk(headers: Message, body: str, parts: Parts, depth: int) -> None:
    parts.seen += 1
    if depth > _DEEPEST or parts.seen > _MOST_PARTS:
        return
    kind = headers.get_content_type()
    if kind.startswith("multipart/"):
        pieces = _pieces(body, _boundary(headers)) or _pieces(body, _boundary_seen(body))
        for piece in pieces:
            _walk(*_split_piece(piece), parts, depth + 1)
        if pieces:
            return
        kind = "text/plain"
    _keep(kind, _decoded(headers, body), headers, parts)


def _keep(kind: str, text: str, headers: Message, parts: Parts) -> None:
    if kind in _STATUS:
        parts.status += groups(text)
    elif kind == "message/feedback-report":
        for group in _fields(text):
            parts.feedback.setdefault(group[0], []).append(group[1])
    elif kind in _RETURNED:
        parts.returned = parts.returned or text
    elif kind == "text/html":
        parts.markup += text[:_LONGEST_TEXT] + "\n"
    elif kind.startswith("text/") and headers.get_content_disposition() != "attachment":
        parts.notice += text + "\n"


def _boundary(headers: Message) -> str:
    try:
        return str(headers.get_boundary() or "")
    except (ValueError, LookupError, TypeError):
        return ""


def _boundary_seen(body: str) -> str:
    """Mails that somebody changed on their way name a boundary that is not there."""
    found = _PART_BEGINS.search(body)
    return found.group(1) if found else ""


def _pieces(body: str, boundary: str) -> list[str]:
    if not boundary:
        return []
    edge = re.compile(rf"^--{re.escape(boundary)}(?:--)?[ \t]*$", re.MULTILINE)
    return edge.split(body)[1 : _MOST_PARTS + 1]


def _split_piece(piece: str) -> tuple[Message, str]:
    """A part may have no header at all: then an empty line comes first (RFC 2046, 5.1)."""
    piece = piece.removeprefix("\n")
    return (Message(), piece) if piece.startswith("\n") else _split(piece)


def _decoded(headers: Message, body: str) -> str:
    raw = body.encode("latin-1", "replace")
    how = str(headers.get("Content-Transfer-Encoding", "")).strip().lower()
    if how == "quoted-printable":
        raw = quopri.decodestring(raw)
    elif how == "base64":
        raw = _from_base64(raw)
    return _as_text(raw, _charset(headers))


def _from_base64(raw: bytes) -> bytes:
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    try:
        return binascii.a2b_base64(letters[: len(letters) // 4 * 4])
    except binascii.Error:
        return raw


def _charset(headers: Message) -> str:
    try:
        named = str(headers.get_content_charset() or "")
    except (ValueError, LookupError, TypeError):
        return ""
    return named if _CHARSETS.match(named) else ""


def _as_text(raw: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("iso2022_jp" if b"\x1b$" in raw else "latin-1", "replace")


def _without_tags(markup: str) -> str:
    said = _TAGS.sub(lambda tag: "\n" if tag["line"] else " ", markup)
    return re.sub(r"[ \t]+", " ", html.unescape(said))


def groups(text: str) -> list[dict[str, str]]:
    """Groups of fields with an empty line between (RFC 3464, 2.1); of two of one name the first counts."""
    groups: list[dict[str, str]] = []
    for block in re.split(r"\n[ \t]*\n", text.strip("\n"))[:_MOST_PARTS]:
        group: dict[str, str] = {}
        for name, value in _fields(block):
            group.setdefault(name, value)
        if group:
            groups.append(group)
    return groups


def _fields(block: str) -> list[tuple[str, str]]:
    unfolded = re.sub(r"\n[ \t]+", " ", block)
    lines = (line[:_LONGEST_LINE].partition(":") for line in unfolded.split("\n") if _HEADER.match(line))
    return [(name.strip().lower(), value.strip()) for name, _, value in lines]


def _cut_at_the_copy(notice: str) -> tuple[str, str]:
    """Where a notice goes over into a copy of the mail: three lines of headers on end, two of which every mail has."""
    lines = notice.split("\n")
    for at, line in enumerate(lines[:_MOST_LINES]):
        if _HEADER.match(line) and _begins_a_mail(lines[at : at + 40]):
            return "\n".join(lines[:at]), "\n".join(lines[at:])
    return notice, ""


def _begins_a_mail(lines: list[str]) -> bool:
    usual = named = 0
    for line in lines:
        if line.startswith((" ", "\t")) and named:
            continue
        if not _HEADER.match(line):
            break
        named += 1
        usual += bool(_OF_A_MAIL.match(line))
    return named >= 3 and usual >= 2
