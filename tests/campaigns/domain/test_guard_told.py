"""What a sentence tells of its reader by its shape: a case for each pattern that no labelled line holds alone, and the
guard's newer ears: short forms, sounds, addresses, words put together."""

import pytest

from campaigns.domain.guard import BODY, SUBJECT, findings

CASES = [
    ("visit-told", "We write to you after your visit on May 4."),
    ("visit-told", "Your consultation about the mortgage of your hip is over."),
    ("visit-told", "You were not at your referral, so please ring."),
    ("visit-told", "You came on Monday with a swollen foot."),
    ("frequency", "You have missed us twice."),
    ("frequency", "Your last three visits went well."),
    ("frequency", "We offer you weekly injections."),
    ("we-know", "Our records show that a letter is missing."),
    ("we-know", "Based on your age we suggest this."),
    ("we-know", "You complained about your back."),
    ("we-know", "You suffer from it."),
    ("we-know", "You have a tremor."),
    ("age-or-sex", "Men aged 55 come more often."),
    ("age-or-sex", "You turned 60."),
    ("address", "Your phone ends in 4471."),
    ("address", "We will ship it to 742 Evergreen Terrace."),
    ("address", "药会寄到高雄市左营区博爱二路 777 号。"),
    ("body", "Finish the tabs."),
    ("body", "Come on an empty stomach."),
    ("body", "You can shower again tomorrow."),
    ("body", "No lifting for six weeks."),
    ("body", "三天内别出声。"),
    ("body", "这几天别洗头。"),
    ("results", "It came back clean."),
    ("results", "It is still growing."),
    ("results", "它还在长大。"),
    ("results", "AMH 0.8"),
    ("visit-told", "You haven't been in since your fall."),
    ("pregnancy", "Baby is the size of an avocado now."),
    ("family", "恭喜当爸爸！"),
    ("sensitive-word", "Hx of HTN"),
    ("sensitive-word", "B 肝的抗体"),
    ("disguised-word", "胰导素要放冰箱。"),
    ("disguised-word", "糖屎病友会"),
    ("disguised-word", "请带 tang niao bing 手册。"),
    ("disguised-word", "Y o u r  d i a b e t e s  c l a s s"),
    ("social-security-number", "SSN 078 05 1120"),
    ("national-id", "Medicare 1EG4-TE5-MK73"),
    ("national-id", "澳门身份证 1234567(8)"),
    ("money", "商业险不赔这个。"),
]


@pytest.mark.parametrize(("rule", "text"), CASES)
def test_a_sentence_that_tells_something_is_found_by_its_rule(rule: str, text: str) -> None:
    assert rule in {found.rule for found in findings(text, part=BODY, language="en")}


@pytest.mark.parametrize(
    "text",
    [
        "Stretch your legs every hour.",
        "Our tips for the season stand on the website.",
        "We know your time is valuable.",
        "You have a choice: mail, text or a call.",
        "The flu season begins; the town has news on its website.",
        "请更新您的联络资料。",
        "停车每小时 40 元。",
        "问卷结果出炉。",
        "感谢每一位照顾家人的您。",
        "小程序全新改版。",
        "志工十八岁以上皆可报名。",
    ],
)
def test_what_everybody_may_read_is_no_finding(text: str) -> None:
    assert findings(text, part=BODY, language="en") == []


@pytest.mark.parametrize("text", ["Got a hot flash?", "A second opinion", "It is still growing", "How many drinks?"])
def test_neutral_words_that_tell_something_together_are_found_in_subjects(text: str) -> None:
    assert findings(text, part=SUBJECT, language="en") != []


@pytest.mark.parametrize(
    "text", ["We'd love your thoughts", "Don't miss our open day", "小程序全新改版", "From the heart"]
)
def test_news_may_stand_in_subjects(text: str) -> None:
    assert findings(text, part=SUBJECT, language="en") == []
