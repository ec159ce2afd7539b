"""The built-in texts, as they ship: `templates.toml` says what each is for, `<slug>/<language>.md` what it says;
`care_guides/` is what a patient reads after a treatment."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campaigns.domain.guide_texts import GuideDraft

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


def care_guides() -> Iterator[GuideDraft]:
    """How to recover, by category of treatment: `care_guides/<category>/<language>.md`."""
    for path in sorted((_HERE / "care_guides").glob("*/*.md")):
        about, body = _parted(path)
        yield GuideDraft(path.parent.name, path.stem, about["title"], body.strip())


def _parted(path: Path) -> tuple[dict[str, str], str]:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return dict(line.split(": ", 1) for line in head.strip().splitlines()), body


def _read(path: Path) -> Text:
    about, body = _parted(path)
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
    (
        "adult-patients",
        "Adult patients",
        [{"kind": "person-kind", "any_of": ["patient"]}, {"kind": "age", "at_least": 19}],
    ),
    (
        "newsletter-readers",
        "Readers of the newsletter",
        [{"kind": "person-kind", "any_of": ["patient", "subscriber", "lead"]}],
    ),
    ("business-contacts", "Business contacts", [{"kind": "person-kind", "any_of": ["business-contact"]}]),
)
