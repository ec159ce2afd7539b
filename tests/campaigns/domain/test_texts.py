import re
from datetime import UTC, datetime, timedelta

import pytest

from campaigns import library
from campaigns.domain import layout, liquid_texts, placeholders
from campaigns.domain.backoff import next_attempt
from campaigns.domain.dates_in_words import day_in_words, time_in_words
from campaigns.domain.guard import NOTHING_OWN
from campaigns.domain.reports import Report
from campaigns.domain.texts import Draft, problems

ALL_SHIPPED = [(shipped, language) for shipped in library.templates() for language in shipped.texts]
SHIPPED = [(shipped, language) for shipped, language in ALL_SHIPPED if shipped.channel == library.EMAIL]
#: What reads wrongly in the script's own place, or says something else there.
_NOT_OURS = {"zh-hant": ("前幾天", "一鍵退出"), "zh-hans": ("前几天", "电子报", "健康检查", "一键退出")}
NOW = datetime(2026, 3, 3, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(("shipped", "language"), SHIPPED, ids=[f"{s.slug}-{language}" for s, language in SHIPPED])
def test_each_built_in_text_can_be_published_and_read(shipped: library.LibraryTemplate, language: str) -> None:
    text = shipped.texts[language]
    draft = Draft(language, text.subject, text.preheader, text.body)
    assert problems(draft, purpose=shipped.purpose, own=NOTHING_OWN) == []
    compiled = layout.compile_mail(body=text.body, preheader=text.preheader, language=language)
    values = placeholders.samples(language)
    html, said = liquid_texts.render_html(compiled.html, values), liquid_texts.render_text(compiled.text, values)
    for part in (html, said):
        assert "{{" not in part
        assert "zqliquid" not in part
        assert values["link.unsubscribe"] in part
        assert values["clinic.address"] in part
    for loads in ("<img", "<link", "@import", "<script", "url("):
        assert loads not in html


def test_every_built_in_text_exists_in_every_language() -> None:
    assert {(shipped.slug, language) for shipped, language in ALL_SHIPPED} == {
        (shipped.slug, language) for shipped in library.templates() for language in ("en", "zh-hant", "zh-hans")
    }


_CHINESE = [(shipped, language) for shipped, language in SHIPPED if language != "en"]
_FULL_WIDTH_THEN_SPACE = re.compile(r"[：？，。！；、][ \t]+\S")


@pytest.mark.parametrize(("shipped", "language"), _CHINESE, ids=[f"{s.slug}-{language}" for s, language in _CHINESE])
def test_chinese_texts_are_set_as_chinese(shipped: library.LibraryTemplate, language: str) -> None:
    text = shipped.texts[language]
    compiled = layout.compile_mail(body=text.body, preheader=text.preheader, language=language)
    said = liquid_texts.render_text(compiled.text, placeholders.samples(language))
    assert _FULL_WIDTH_THEN_SPACE.findall(said) == []
    assert "**" not in said + compiled.html
    assert ": " not in said
    assert [word for word in _NOT_OURS[language] if word in text.subject + said] == []


def _draft(**parts: str) -> Draft:
    return Draft(**({"language": "en", "subject": "Health reminder", "preheader": "", "body": "Hello"} | parts))


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"subject": "Hello {{ clinic.name }}"}, "The subject takes no placeholder"),
        ({"preheader": "{{ person.given_name }}"}, "The preheader takes no placeholder"),
        ({"subject": ""}, "The subject is empty."),
        ({"subject": "Hello\nBcc: all"}, "The subject must be one line."),
        ({"body": " "}, "The body is empty."),
        ({"body": "{{ person.ssn }}"}, "“{{ person.ssn }}” is no placeholder."),
        ({"body": "{{ person }}"}, "“{{ person }}” is no placeholder."),
        ({"body": "{% for a in b %}{% endfor %}"}, "“{% for %}” is not available here"),
        ({"body": "{% include 'x' %}"}, "“{% include %}” is not available here"),
        ({"body": "{% assign a = 1 %}"}, "“{% assign %}” is not available here"),
        ({"body": "{{ (1..9999999) }}"}, "Ranges"),
        ({"body": "{{ clinic.name | safe }}"}, "The filter “safe” is not available"),
        ({"body": "{% if clinic.name %}"}, "cannot be read"),
        ({"body": "x" * 20_001}, "too long"),
        ({"body": "{{" * 9_000}, "more than 200 placeholders"),
        ({"body": "{{ clinic.name"}, "stands alone"),
        ({"body": '{{ clinic.name | default: "}" }}'}, "stands alone"),
        ({"body": "{% if clinic.phone %}a\n\nb{% endif %}"}, "into the same line, or each on a line of its own"),
        ({"body": "![x](https://spy.example/p.gif)"}, "Pictures are not available"),
        ({"body": "[x](javascript:alert(1))"}, "must begin with https:"),
        ({"body": "[x](http://plain.example)"}, "must begin with https:"),
        ({"body": "[x]({{ link.confirm }})"}, "stands in answers to a request only"),
        ({"body": "your biopsy"}, "Body: “biopsy” names a condition, a drug or a treatment."),
        ({"subject": "Your appointment"}, "Subject: “appointment” is not in the list of neutral words"),
    ],
)
def test_what_keeps_a_text_from_being_published_is_said(parts: dict[str, str], sentence: str) -> None:
    found = problems(_draft(**parts), purpose="treatment", own=NOTHING_OWN)
    assert any(sentence in problem for problem in found), found


@pytest.mark.parametrize("preheader", ["", "Hello & welcome"])
def test_what_is_hidden_ends_before_the_body_begins(preheader: str) -> None:
    html = layout.compile_mail(body="Visible", preheader=preheader, language="en").html
    assert html.count("display:none") == (1 if preheader else 0)
    hidden = html.partition("display:none")[2]
    assert not preheader or hidden.index("Hello &amp; welcome</div>") < hidden.index("Visible")


def test_html_that_staff_type_is_text() -> None:
    compiled = layout.compile_mail(body="<script>x</script> & <b>y</b>", preheader="", language="en")
    assert "<script>" not in compiled.html
    assert "&lt;script&gt;" in compiled.html


def test_values_are_data_never_template() -> None:
    compiled = layout.compile_mail(body="Hello {{ person.given_name }}", preheader="", language="en")
    values = placeholders.samples("en") | {"person.given_name": "{{ clinic.phone }}**<i>"}
    assert "Hello {{ clinic.phone }}**<i>" in liquid_texts.render_text(compiled.text, values)
    assert "Hello {{ clinic.phone }}**&lt;i&gt;" in liquid_texts.render_html(compiled.html, values)


@pytest.mark.parametrize(("website", "there"), [("https://maple.example", True), ("", False)])
def test_a_condition_around_a_button_takes_it_away(website: str, there: bool) -> None:
    body = "Hi\n\n{% if clinic.website %}\n[Site]({{ clinic.website }})\n{% endif %}\n\nBye"
    compiled = layout.compile_mail(body=body, preheader="", language="en")
    html = liquid_texts.render_html(compiled.html, placeholders.samples("en") | {"clinic.website": website})
    assert ("Site</a>" in html) is there
    assert html.count("<table") == html.count("</table")
    assert html.count("<div") == html.count("</div")
    assert html.count("<td") == html.count("</td")


@pytest.mark.parametrize(
    ("language", "day", "clock"),
    [
        ("en", "Tuesday, March 3", "9:30 AM"),
        ("zh-hant", "3月3日（星期二）", "上午 9:30"),
        ("zh-hans", "3月3日（星期二）", "上午 9:30"),
    ],
)
def test_days_and_times_are_said_where_the_place_is(language: str, day: str, clock: str) -> None:
    assert day_in_words(NOW, "America/Chicago", language) == day
    assert time_in_words(NOW, "America/Chicago", language) == clock


@pytest.mark.parametrize(
    ("zone", "english", "chinese"),
    [
        ("Asia/Taipei", "11:30 PM", "晚上 11:30"),
        ("UTC", "3:30 PM", "下午 3:30"),
        ("Asia/Kolkata", "9:00 PM", "晚上 9:00"),
    ],
)
def test_afternoons_and_evenings(zone: str, english: str, chinese: str) -> None:
    assert (time_in_words(NOW, zone, "en"), time_in_words(NOW, zone, "zh-hant")) == (english, chinese)


def test_midnight_and_noon() -> None:
    midnight = datetime(2026, 3, 3, 0, 5, tzinfo=UTC)
    assert [time_in_words(midnight + timedelta(hours=hours), "UTC", "en") for hours in (0, 12)] == [
        "12:05 AM",
        "12:05 PM",
    ]
    assert [time_in_words(midnight + timedelta(hours=hours), "UTC", "zh-hans") for hours in (0, 12)] == [
        "凌晨 12:05",
        "中午 12:05",
    ]


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 2), (2, 10), (3, 30), (4, 120), (5, 360), (6, None)])
def test_the_wait_grows_and_ends(attempts: int, minutes: int | None) -> None:
    again = next_attempt(attempts=attempts, now=NOW, expires_at=NOW + timedelta(days=9))
    assert again == (NOW + timedelta(minutes=minutes) if minutes else None)


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 2), (2, 10), (3, 30), (4, 30), (6, 30), (99, 30)])
def test_a_line_that_failed_is_waited_for_until_it_is_too_late(attempts: int, minutes: int) -> None:
    moment = NOW + timedelta(minutes=minutes)
    assert next_attempt(attempts=attempts, now=NOW, expires_at=NOW + timedelta(days=9), line_failed=True) == moment
    assert next_attempt(attempts=attempts, now=NOW, expires_at=moment, line_failed=True) is None


def test_no_attempt_when_it_would_be_too_late() -> None:
    assert next_attempt(attempts=2, now=NOW, expires_at=NOW + timedelta(minutes=10)) is None


@pytest.mark.parametrize(
    ("event_type", "reason", "state", "happened"),
    [
        ("delivered", "", "delivered", "delivered"),
        ("sent", "", "accepted", ""),
        ("bounced", "bounced", "bounced", "hard"),
        ("bounced", "invalid", "bounced", "hard"),
        ("bounced", "blocked", "bounced", ""),
        ("bounced", "timed_out", "bounced", ""),
        ("complained", "", "complained", "complained"),
        ("deferred", "", None, ""),
        ("opened", "", None, ""),
        ("something-new", "", None, ""),
    ],
)
def test_reports_mean(event_type: str, reason: str, state: str | None, happened: str) -> None:
    report = Report(esp="Postmark", event_type=event_type, occurred_at=NOW, reason=reason)
    assert (report.state, report.happened) == (state, happened)
