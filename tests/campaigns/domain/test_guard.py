import json
import os
from pathlib import Path

import pytest

from campaigns.domain.guard import BODY, SUBJECT, Own, as_a_name, findings

OWN = Own(frozenset({"Maple Street Clinic", "楓街診所"}), frozenset({"(217) 555-0100", "hello@maple.example"}))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Health reminder", "en"),
        ("News from Maple Street Clinic", "en"),
        ("Welcome!", "en"),
        ("Your clinic's autumn newsletter", "en"),
        ("健康提醒", "zh-hant"),
        ("歡迎加入楓街診所", "zh-hant"),
        ("最新消息", "zh-hans"),
        ("感谢您的订阅", "zh-hans"),
    ],
)
def test_a_neutral_subject_passes(text: str, language: str) -> None:
    assert findings(text, part=SUBJECT, language=language, own=OWN) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Your appointment reminder", ["appointment"]),
        ("Your colonoscopy on 3 May", ["3", "colonoscopy"]),
        ("Alice, see you soon", ["Alice"]),
        ("Time for your mammogram", ["mammogram"]),
        ("Hello {{ person.given_name }}", ["{{ person.given_name }}"]),
        ("您的預約提醒", ["预约"]),
        ("大腸鏡檢查提醒", ["大肠镜检查"]),
        ("陳小明您好", ["陈", "明"]),
    ],
)
def test_a_subject_that_tells_something_is_found(text: str, words: list[str]) -> None:
    assert [finding.word for finding in findings(text, part=SUBJECT, language="en", own=OWN)] == words


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("SSN 078-05-1120", "social-security-number"),
        ("ID A123456789", "national-id"),
        ("身分證 11010519491231002X", "national-id"),
        ("MRN: 00482", "record-number"),
        ("chart number 8-221", "record-number"),
        ("病歷號 12345", "record-number"),
        ("born 3/14/1975", "date-of-birth"),
        ("DOB", "date-of-birth"),
        ("1975年3月14日", "date-of-birth"),
        ("出生日期", "date-of-birth"),
        ("write to ana@mail.example", "e-mail-address"),
        ("call (312) 555-0188", "phone-number"),
        ("call (312)5550100", "phone-number"),
        ("call 3125550100", "phone-number"),
        ("+886-912-345-678", "phone-number"),
        ("＋８８６ ９１２ ３４５ ６７８", "phone-number"),
        ("(02) 2345-6789", "phone-number"),
        ("138 1234 5678", "phone-number"),
        ("312\u2010555\u20110188", "phone-number"),
        ("MRN12345", "record-number"),
        ("record number: A-77", "record-number"),
        ("born March 14, 1975", "date-of-birth"),
        ("14 March 1975", "date-of-birth"),
        ("民國64年3月14日", "date-of-birth"),
        ("憂鬱", "sensitive-word"),
        ("抑郁", "sensitive-word"),
        ("two cancers and a tumour's shadow", "sensitive-word"),
        ("pre-diabetes", "sensitive-word"),
        ("COVID-19", "sensitive-word"),
        ("your A1c", "sensitive-word"),
        ("dermatology", "sensitive-word"),
        ("program cancer", "sensitive-word"),
        ("c\u0430ncer", "mixed-scripts"),
        ("{{ person.given_name | default: 'biopsy' }}", "sensitive-word"),
        ("bio{% if clinic.phone %}{% endif %}psy", "sensitive-word"),
        ("手機 0912-345-678", "phone-number"),
        ("手机 13812345678", "phone-number"),
        ("your diabetes", "sensitive-word"),
        ("your blood pressure", "sensitive-word"),
        ("take metformin", "sensitive-word"),
        ("after the appendectomy", "sensitive-word"),
        ("your arthroscopy", "medical-ending"),
        ("take your lisinopril and carvedilol", "sensitive-word"),
        ("ramipril", "sensitive-word"),
        ("your nobetapril, zelovastatin, hepatoplicotomy", "medical-ending"),
        ("您的糖尿病", "sensitive-word"),
        ("乳癌篩檢", "sensitive-word"),
        ("手術後", "sensitive-word"),
        ("盲腸炎", "medical-ending"),
        ("請記得服藥", "sensitive-word"),
    ],
)
def test_a_body_that_tells_something_is_found(text: str, rule: str) -> None:
    assert rule in {finding.rule for finding in findings(text, part=BODY, language="en", own=OWN)}


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for your visit in April. Call us at (217) 555-0100 or write to hello@maple.example.",
        "Our photography diploma program: sympathy and empathy.",
        "Rest, drink enough, and ask your provider.",
        "新技術與藝術，讓學術更貼近生活。",
        "多休息、多喝水，一切慢慢來。",
        "Hours of operation: see our website. Our technology page has a word of wisdom, with all our heart.",
        "Since March 1, 2026 our program has a new home on page 12345 of the guide.",
        "请检查您的邮件，或查看年度健康检查的说明。",
        "Open 9:30 to 17:00, Monday to Friday, 12 Maple Street.",
    ],
)
def test_a_general_body_passes(text: str) -> None:
    assert findings(text, part=BODY, language="en", own=OWN) == []


@pytest.mark.parametrize("name", ["Ana", "Mary-Jane O'Neil", "怡君", "José Ángel", "Abram53", ""])
def test_a_name_stays_as_it_is(name: str) -> None:
    assert as_a_name(name) == name


@pytest.mark.parametrize(
    "typed",
    [
        "Ana 078-05-1120",
        "Ana 12345678",
        "Ana DOB",
        "ana@mail.example",
        "see https://evil.example",
        "www.evil.example",
        "A" * 61,
        "Ana\nBcc",
        "<b>Ana",
    ],
)
def test_more_than_a_name_is_no_greeting(typed: str) -> None:
    assert as_a_name(typed) == ""


def test_most_words_of_a_list_that_we_did_not_write_are_found() -> None:
    terms = json.loads((_lexicons() / "seed_terms.json").read_text(encoding="utf-8"))
    for words in (terms["en_sensitive_words"], terms["zh_hans_sensitive_words"]):
        missed = [word for word in words if not findings(f"A {word} note", part=BODY, language="en")]
        assert len(missed) <= len(words) // 10, missed
    for words in (terms["en_allow_vocabulary"], terms["zh_hans_allow_phrases"]):
        assert [word for word in words if findings(word, part=BODY, language="en")] == []


def _lexicons() -> Path:
    if not (samples := os.environ.get("REVISIT_SAMPLES")):
        pytest.skip("REVISIT_SAMPLES names no folder of samples")
    return Path(samples) / "lexicons"


@pytest.mark.parametrize(
    ("subject", "own", "found"),
    [
        ("A note from your clinic", {"Our clinic", "Our", "clinic"}, []),
        ("News from Our clinic", {"Our clinic"}, []),
        ("楓街診所的消息", {"楓街診所"}, []),
        ("News from Ourology", {"Our"}, ["Ourology"]),
    ],
)
def test_own_names_are_taken_out_as_whole_words(subject: str, own: set[str], found: list[str]) -> None:
    said = findings(subject, part=SUBJECT, language="en", own=Own(names=frozenset(own)))
    assert [finding.word for finding in said] == found
