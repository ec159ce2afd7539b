"""What must stand in a privacy notice before it may be published; and what a browser says about tracking."""

from datetime import date, timedelta
from pathlib import Path

import pytest

import consent
from consent.domain.browser_signals import asks_not_to_track, may_count
from consent.domain.notices import HEADER, REQUIRED, Text, faults, parted

TODAY = date(2026, 11, 22)
LANGUAGES = ("en", "zh-hant", "zh-hans")
_FOLDER = Path(consent.__file__ or "").parent / "notice_texts"


def _built_in(language: str) -> Text:
    _, head, body = (_FOLDER / f"v1.{language}.md").read_text(encoding="utf-8").split("---\n", 2)
    return Text(head.removeprefix("title:").strip(), body, "", TODAY)


TEXTS = {language: _built_in(language) for language in LANGUAGES}


def _faults(texts: dict[str, Text] | None = None, *, is_first: bool = True, today: date = TODAY) -> list[str]:
    return faults(texts or TEXTS, languages=LANGUAGES, today=today, is_first=is_first)


def _with(language: str = "en", **changes: str | date) -> dict[str, Text]:
    old = TEXTS[language]
    told = {"title": old.title, "body": old.body, "changes": old.changes, "effective_on": old.effective_on, **changes}
    return {**TEXTS, language: Text(**told)}  # type: ignore[arg-type]


def test_the_built_in_notice_has_nothing_against_it() -> None:
    assert _faults() == []


def test_all_languages_have_the_same_sections() -> None:
    names = {language: [section.name for section in parted(text.body)[1]] for language, text in TEXTS.items()}
    assert names["zh-hant"] == names["zh-hans"] == names["en"]
    assert set(names["en"]) == set(REQUIRED)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", REQUIRED)
def test_without_a_section_or_with_an_empty_one_it_is_not_published(language: str, name: str) -> None:
    body = TEXTS[language].body
    section = next(section for section in parted(body)[1] if section.name == name)
    missing = f"{language}: the section {{#{name}}} is missing or empty. {REQUIRED[name]}."
    assert missing in _faults(_with(language, body=body.replace(f"{{#{name}}}", "")))
    assert missing in _faults(_with(language, body=body.replace(section.text, "")))


def test_the_laws_own_words_stand_before_the_first_section() -> None:
    without = TEXTS["en"].body.replace(HEADER, "This notice tells how we use your information.")
    at_the_end = without + f"\n\n{HEADER}"
    for body in (without, at_the_end):
        assert any("asks for these words" in fault for fault in _faults(_with(body=body)))
    nothing = TEXTS["zh-hant"].body
    nothing = nothing[nothing.index("## ") :]
    assert any("nothing stands before" in fault for fault in _faults(_with("zh-hant", body=nothing)))


@pytest.mark.parametrize(
    ("texts", "is_first", "fault"),
    [
        ({"en": TEXTS["en"], "zh-hant": TEXTS["zh-hant"]}, True, "zh-hans: there is no text in this language."),
        (_with(title=" "), True, "en: no title."),
        (TEXTS, False, "zh-hans: say in a sentence or two what is new, for readers of the version before."),
        (_with(effective_on=TODAY + timedelta(1)), True, "All languages count from the same day: the days differ."),
    ],
)
def test_what_else_stops_it(texts: dict[str, Text], is_first: bool, fault: str) -> None:
    assert fault in _faults(texts, is_first=is_first)


def test_it_counts_from_the_day_of_publishing_or_later() -> None:
    assert _faults(today=TODAY) == []
    assert _faults(today=TODAY - timedelta(9)) == []
    [said] = _faults(today=TODAY + timedelta(1))
    assert said.startswith("164.520(b)(1)(viii)")


def test_a_notice_that_nobody_can_read_is_not_published() -> None:
    hard = "Notwithstanding aforementioned considerations, organizational representatives " * 9
    assert any("asks for plain language" in fault for fault in _faults(_with(body=f"{TEXTS['en'].body}\n{hard}.")))


@pytest.mark.parametrize(
    ("gpc", "dnt", "asks"),
    [
        ("1", "", True), ("", "1", True), ("1", "0", True), (" 1 ", "", True),
        ("", "", False), ("0", "0", False), ("true", "yes", False), ("11", "", False),
    ],
)  # fmt: skip
def test_only_a_one_is_a_signal(gpc: str, dnt: str, asks: bool) -> None:
    assert asks_not_to_track(gpc=gpc, dnt=dnt) is asks


@pytest.mark.parametrize(
    ("asked_not_to", "chosen", "may"),
    [(False, "yes", True), (True, "yes", False), (False, "no", False), (False, "", False), (True, "", False)],
)
def test_visits_are_counted_after_a_yes_and_without_a_signal_alone(asked_not_to: bool, chosen: str, may: bool) -> None:
    assert may_count(asked_not_to=asked_not_to, chosen=chosen) is may
