import pytest

from campaigns.domain import guard, layout, texts
from campaigns.domain.liquid_texts import render_text
from campaigns.domain.placeholders import samples
from campaigns.domain.ready_blocks import blocks
from campaigns.domain.texts import Draft

LANGUAGES = ("en", "zh-hant", "zh-hans")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", list(blocks("en")))
def test_every_block_may_be_published(name: str, language: str) -> None:
    draft = Draft(language, "健康提醒" if language != "en" else "A note", "", blocks(language)[name].written)
    assert texts.problems(draft, purpose="marketing", own=guard.NOTHING_OWN) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_blocks_below_each_other_stay_what_they_are(language: str) -> None:
    body = "\n\n".join(block.written for block in blocks(language).values())
    made = layout.compile_mail(body=body, preheader="", language=language)
    assert [made.html.count(tag) for tag in ("<hr", "<blockquote>", "<h2")] == [1, 1, 0]
    said = render_text(made.text, samples(language) | {"clinic.phone": "", "link.booking": ""})
    assert "None" not in said and "book/" not in said
