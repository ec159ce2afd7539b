"""What the guard says beyond single words, and how it says it."""

import pytest

from campaigns.domain.guard import BODY, SUBJECT, Finding, advice, findings


def _rules(text: str, part: str = BODY) -> set[str]:
    return {found.rule for found in findings(text, part=part, language="en")}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Following your visit on March 3, we would like to talk.", "visit-told"),
        ("You have visited us four times this year.", "frequency"),
        ("We noticed that you have not been in touch.", "we-know"),
        ("As a woman of 52 in our town, you may care.", "age-or-sex"),
        ("Bring it to your daughter.", "family"),
        ("Your results are ready.", "results"),
        ("There is an unpaid bill.", "money"),
        ("Please ask your specialist.", "department"),
        ("Your voices have become quieter.", "about-the-reader"),
        ("Dear Patricia, welcome.", "typed-name"),
        ("Your canc3r plan", "disguised-word"),
        ("Your d-i-a-b-e-t-e-s plan", "disguised-word"),
        ("Your colonscopy is on Monday.", "disguised-word"),
        ("See you soon \N{SYRINGE}", "sensitive-picture"),
        ("第二针该打了", "frequency"),
        ("您的片子好了", "about-the-reader"),
        ("五十八岁的您", "age-or-sex"),
        ("李女士，您好", "typed-name"),
        ("您的癌&shy;症", "sensitive-word"),
        ("您的手 術", "sensitive-word"),
    ],
)
def test_what_tells_of_one_person_is_found_by_its_rule(text: str, rule: str) -> None:
    assert rule in _rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "The treatment of the windows takes until noon, so the entrance is cold.",
        "Turn left at the bypass and follow the signs to the square.",
        "这是一流产品，欢迎大家前来试用和体验。",
        "Call us at (312) 555-0188.",
        "Write to hello@clinic.example.",
    ],
)
def test_a_word_that_means_something_else_is_left_alone(text: str) -> None:
    assert _rules(text) == set()


def test_one_neutral_word_about_the_reader_is_too_much_for_a_subject() -> None:
    assert findings("Your time on Monday", part=SUBJECT, language="en") == [Finding("about-the-reader", "your time")]
    assert findings("Our time on Monday", part=SUBJECT, language="en") == []


@pytest.mark.parametrize(
    ("found", "part", "better"),
    [
        (Finding("not-in-vocabulary", "appointment"), SUBJECT, "Say “Health reminder”, “健康提醒”."),
        (Finding("not-in-vocabulary", "报告"), SUBJECT, "Say “A note from your clinic”, “诊所的一封信”."),
        (Finding("typed-name", "Dear Ana"), BODY, "Greet by placeholder: {{ person.given_name }}."),
        (Finding("phone-number", "3125550188"), BODY, "Take it out; names, dates and places come from placeholders."),
    ],
)
def test_each_finding_comes_with_a_better_wording(found: Finding, part: str, better: str) -> None:
    assert advice(found, part=part).better == better
