"""The collection itself: is it what its README says? What the guard makes of it is measured elsewhere."""

from collections import Counter

import pytest

from tests.campaigns.guard.labelled_lines import FOLDER, FRESH, HALVES, LANGUAGES, Line, half_of, lines

FILES = [(language, half) for language in LANGUAGES for half in HALVES]
ALL_FILES = [*FILES, *((language, FRESH) for language in LANGUAGES)]
KINDS = [("subject", "ok"), ("subject", "phi"), ("body", "ok"), ("body", "phi")]


@pytest.mark.parametrize(("language", "half"), ALL_FILES)
def test_each_line_is_labelled_and_tells_why(language: str, half: str) -> None:
    for line in lines(language, half):
        assert (line.part, line.label) in KINDS
        assert line.text == line.text.strip() != ""
        assert line.note == line.note.strip() != ""


@pytest.mark.parametrize(("language", "half"), FILES)
def test_each_line_lies_in_the_half_that_its_text_says(language: str, half: str) -> None:
    assert [line.text for line in lines(language, half) if half_of(line.text) != half] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_stands_twice(language: str) -> None:
    texts = Counter((line.part, line.text) for half in (*HALVES, FRESH) for line in lines(language, half))
    assert [text for text, times in texts.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_of_each_kind_in_both_halves(language: str) -> None:
    for half in HALVES:
        kept = lines(language, half)
        assert len(kept) >= 200
        assert min(counts(kept).values()) >= 40


@pytest.mark.parametrize(("language", "half"), ALL_FILES)
def test_the_readme_tells_the_counts(language: str, half: str) -> None:
    kept = lines(language, half)
    row = [f"`{language}-{half}.tsv`", *(str(number) for number in counts(kept).values()), str(len(kept))]
    assert f"| {' | '.join(row)} |" in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()


def counts(kept: list[Line]) -> dict[tuple[str, str], int]:
    found = Counter((line.part, line.label) for line in kept)
    return {kind: found[kind] for kind in KINDS}
