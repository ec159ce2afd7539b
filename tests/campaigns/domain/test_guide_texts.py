"""Care guides: what ships, and what may not be published."""

import pytest

from campaigns import library
from campaigns.domain.guard import NOTHING_OWN
from campaigns.domain.guide_texts import GuideDraft, problems
from clinic.enums import NEEDS_AFTERCARE, Language, ServiceCategory

SHIPPED = list(library.care_guides())


def test_every_category_with_aftercare_and_the_general_one_ship_in_every_language() -> None:
    wanted = {category.value for category in NEEDS_AFTERCARE} | {ServiceCategory.OTHER.value}
    assert {(guide.category, guide.language) for guide in SHIPPED} == {
        (category, language.value) for category in wanted for language in Language
    }


@pytest.mark.parametrize("guide", SHIPPED, ids=[f"{guide.category}-{guide.language}" for guide in SHIPPED])
def test_each_shipped_guide_can_be_published(guide: GuideDraft) -> None:
    assert problems(guide, own=NOTHING_OWN) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": " "}, "The title is empty."),
        ({"title": "a\nb"}, "The title must be one line"),
        ({"title": "a" * 121}, "The title must be one line"),
        ({"body": " "}, "The body is empty."),
        ({"body": "x" * 10_001}, "too long"),
        ({"body": "Hello {{ person.given_name }}"}, "no placeholders"),
        ({"body": "{% if clinic.phone %}x{% endif %}"}, "no placeholders"),
        ({"body": "![a](https://a.example/b.png)"}, "Pictures are not available."),
        ({"body": "<b>rest</b>"}, "HTML is not available"),
        ({"body": "# Rest"}, "Begin headings with “###”"),
        ({"body": "Rest\n===="}, "Begin headings with “###”"),
        ({"body": "[a](javascript:alert)"}, "must begin with https:"),
        ({"body": "re\u200bst"}, "U+200B"),
        ({"body": "Born on 1980-05-01"}, "looks like: date of birth"),
        ({"body": "Write to ana@mail.example"}, "looks like: e mail address"),
        ({"body": "MRN 123456"}, "looks like: record number"),
    ],
)
def test_guide_that_may_not_be_published_says_why(change: dict[str, str], sentence: str) -> None:
    parts = {"category": "surgery", "language": "en", "title": "After your surgery", "body": "### Rest\n\nIt helps."}
    assert problems(GuideDraft(**parts), own=NOTHING_OWN) == []
    assert sentence in " ".join(problems(GuideDraft(**(parts | change)), own=NOTHING_OWN))
