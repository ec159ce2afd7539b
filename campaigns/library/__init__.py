"""The built-in texts, as they ship: `templates.toml` says what each is for, `<slug>/<language>.md` what it says."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EMAIL, SMS = "email", "sms"
_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Text:
    """Text messages have a body alone: the head of their file is empty."""

    subject: str
    preheader: str
    body: str


@dataclass(frozen=True, slots=True)
class LibraryTemplate:
    slug: str
    name: str
    purpose: str
    topic: str
    channel: str
    texts: Mapping[str, Text]


def templates() -> Iterator[LibraryTemplate]:
    for slug, about in tomllib.loads((_HERE / "templates.toml").read_text(encoding="utf-8")).items():
        texts = {path.stem: _read(path) for path in sorted((_HERE / slug).glob("*.md"))}
        channel = about.get("channel", EMAIL)
        yield LibraryTemplate(slug, about["name"], about["purpose"], about["topic"], channel, texts)


def _read(path: Path) -> Text:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    about = dict(line.split(": ", 1) for line in head.strip().splitlines())
    return Text(about.get("subject", ""), about.get("preheader", ""), body.strip())


#: slug, name, rules (`campaigns.domain.segments`).
SEGMENTS: tuple[tuple[str, str, list[dict[str, Any]]], ...] = (
    (
        "check-up-due",
        "Yearly check-up due",
        [
            {"kind": "person-kind", "any_of": ["patient"]},
            {"kind": "age", "at_least": 19},
            {"kind": "last-visit", "category": "check-up", "within_days": 365, "has": False},
            {"kind": "upcoming-visit", "has": False},
        ],
    ),
)
