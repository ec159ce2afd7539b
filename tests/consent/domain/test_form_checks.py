"""What stands in the way of publishing a form: each rule broken alone, in a version that has no other problem."""

from dataclasses import replace
from typing import Any

import pytest

from consent.domain.authorizations import OF_THE_FORM, Element
from consent.domain.form_checks import LANGUAGES, SCOPES, FormText, Version, problems
from consent.domain.words import Channel, Purpose

_WORDS = {
    "en": "We send you e-mail and tell you here what it is.",
    "zh-hant": "我們寄電子郵件給您。",
    "zh-hans": "我们给您发电子邮件。",
}


def _text(language: str, **changes: Any) -> FormText:
    elements = dict.fromkeys(OF_THE_FORM, _WORDS[language])
    return FormText(language, changes.pop("title", _WORDS[language]), {**elements, **changes.pop("elements", {})})


def _version(english: FormText | None = None, **changes: Any) -> Version:
    texts = (english or _text("en"), _text("zh-hant"), _text("zh-hans"))
    fine = Version("marketing-email", frozenset({"marketing"}), frozenset({"email"}), 365, {}, texts)
    return replace(fine, **changes)


def test_a_whole_version_has_no_problem() -> None:
    assert problems(_version()) == ()


_EVENT = {"en": "You leave our clinic.", "zh-hant": "您離開本診所", "zh-hans": "您离开本诊所"}


def _until(*expiries: str) -> Version:
    """A version that ends with an event; each language says so in these words."""
    told = zip(LANGUAGES, expiries, strict=True)
    texts = tuple(_text(language, elements={Element.EXPIRY: words}) for language, words in told)
    return _version(valid_days=None, expiry_events=_EVENT, texts=texts)


_UNTIL = _until("It ends when you leave our clinic.", "到您離開本診所為止。", "到您离开本诊所为止。")


def test_a_version_that_ends_with_an_event_names_it_in_each_language() -> None:
    assert problems(_UNTIL) == ()
    found = problems(_until("It ends after a while.", "會結束。", "会结束。"))
    assert [problem.language for problem in found if "does not name the event" in problem.words] == list(LANGUAGES)


@pytest.mark.parametrize(
    ("expiry", "days", "fine"),
    [
        ("It ends one year after the day you sign.", 365, True),
        ("It ends one year after the day you sign.", 3650, False),
        ("自您簽名當天起滿兩年後失效。您若提前撤回，當天就失效。", 730, True),
        ("自您签名当天起满两年后失效。", 365, False),
        ("It ends 30 days after you sign.", 30, True),
        ("它在 6 個月後失效。", 183, True),
        ("It ends at last.", 90, True),
    ],
)
def test_words_of_a_term_agree_with_the_days_that_count(expiry: str, days: int, fine: bool) -> None:
    found = problems(_version(_text("en", elements={Element.EXPIRY: expiry}), valid_days=days))
    assert ["it ends after" in problem.words for problem in found] == ([] if fine else [True])


@pytest.mark.parametrize(
    ("language", "claim"),
    [
        ("en", "Nobody pays us to send you this e-mail."),
        ("zh-hant", "寄電子郵件。沒有任何人為這些郵件付費給我們。"),
        ("zh-hans", "发电子邮件。没有任何人为这些邮件向我们付费。"),
    ],
)
def test_words_that_nobody_pays_do_not_stand_where_somebody_does(language: str, claim: str) -> None:
    paid = {Element.REMUNERATION: "x."}
    texts = tuple(
        _text(one, elements=paid | ({Element.PURPOSE: claim} if one == language else {})) for one in LANGUAGES
    )
    [problem] = problems(_version(purposes=frozenset({"third-party-paid"}), texts=texts))
    assert (problem.language, "nobody pays" in problem.words) == (language, True)


def test_a_channel_that_the_purpose_does_not_name_is_not_allowed_by_it() -> None:
    found = problems(_version(kind="condition-specific", purposes=frozenset({"condition-specific"}),
                              channels=frozenset({"email", "sms"})))  # fmt: skip
    assert [(problem.language, "text message" in problem.words) for problem in found] == [
        (language, True) for language in LANGUAGES
    ]


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
        (replace(_UNTIL, expiry_events={**_EVENT, "zh-hans": ""}), "event that ends it"),
        (_version(_text("en", elements={Element.REMUNERATION: "A firm pays us."})), "third-party-paid"),
        (_version(_text("en", elements={Element.PURPOSE: "E-mail: we " + "really " * 31 + "do."})), "longest sentence"),
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
