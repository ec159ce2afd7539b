"""What stands in the way of publishing a form: each rule broken alone, in a version that has no other problem."""

from dataclasses import replace
from typing import Any

import pytest

from consent.domain.authorizations import OF_THE_FORM, Element
from consent.domain.form_checks import LANGUAGES, SCOPES, FormText, Version, problems
from consent.domain.words import Channel, Purpose

_WORDS = {"en": "We tell you here what it is.", "zh-hant": "我們在這裡說明。", "zh-hans": "我们在这里说明。"}


def _text(language: str, **changes: Any) -> FormText:
    elements = dict.fromkeys(OF_THE_FORM, _WORDS[language])
    return FormText(language, changes.pop("title", _WORDS[language]), {**elements, **changes.pop("elements", {})})


def _version(english: FormText | None = None, **changes: Any) -> Version:
    texts = (english or _text("en"), _text("zh-hant"), _text("zh-hans"))
    fine = Version("marketing-email", frozenset({"marketing"}), frozenset({"email"}), 365, {}, texts)
    return replace(fine, **changes)


def test_a_whole_version_has_no_problem() -> None:
    assert problems(_version()) == ()


@pytest.mark.parametrize("element", sorted(OF_THE_FORM))
def test_each_element_must_stand_in_each_language(element: Element) -> None:
    [problem] = problems(_version(_text("en", elements={element: " "})))
    assert (problem.language, element.citation in problem.words) == ("en", True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_may_be_missing(language: str) -> None:
    fine = _version()
    [problem] = problems(replace(fine, texts=tuple(text for text in fine.texts if text.language != language)))
    assert (problem.language, problem.words) == (language, "This language is missing.")


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (_version(_text("en", title="")), "title"),
        (_version(_text("en", elements={Element.RECIPIENT: "The [name of the firm] gets it."})), "[name of the firm]"),
        (_version(_text("en", elements={Element.RECIPIENT: "We give it to ____."})), "____"),
        (_version(purposes=frozenset()), "allows"),
        (_version(purposes=frozenset({"marketing", "condition-specific"})), "allows"),  # 164.508(b)(3): not bundled
        (_version(channels=frozenset({"email", "sms"})), "about"),
        (_version(channels=frozenset()), "about"),
        (_version(valid_days=None), "never ends"),
        (_version(expiry_events=dict.fromkeys(LANGUAGES, "The study ends.")), "not both"),
        (_version(valid_days=None, expiry_events={"en": "The end.", "zh-hant": "結束。"}), "event that ends it"),
        (_version(_text("en", elements={Element.REMUNERATION: "A firm pays us."})), "third-party-paid"),
        (_version(_text("en", elements={Element.PURPOSE: "We " + "really " * 31 + "do."})), "longest sentence"),
    ],
)
def test_each_other_rule(broken: Version, says: str) -> None:
    [problem] = problems(broken)
    assert says in problem.words


def test_what_a_third_party_pays_for_must_be_said_in_each_language() -> None:
    paid = _version(purposes=frozenset({"third-party-paid"}))
    assert [problem.language for problem in problems(paid)] == list(LANGUAGES)


def test_scopes_speak_the_words_of_the_policy() -> None:
    for purposes, channels in SCOPES.values():
        assert purposes <= set(Purpose)
        assert channels <= set(Channel)
