import pytest

from campaigns.domain import layout, liquid_texts, placeholders
from campaigns.domain.guard import NOTHING_OWN
from campaigns.domain.texts import Draft, problems

WHO, WHEN, BOOK = "{{ person.given_name }}", "{{ appointment.date }}", "{{ link.booking }}"


def _said(body: str) -> list[str]:
    return problems(Draft("en", "Health reminder", "", body), purpose="treatment", own=NOTHING_OWN)


@pytest.mark.parametrize(
    "body",
    [
        f"[Open](https://tracker.example/?who={WHO}&when={WHEN})",
        f"[Open](<https://tracker.example/?who={WHO}>)",
        f"[Open](https://tracker.example/{WHO})",
        f"[Open](https://{WHO}.tracker.example)",
        f"[Open](mailto:{WHO}@tracker.example)",
        f"[Open](tel:{WHO})",
        f"[Open]({WHO})",
        f"[Open]({WHEN})",
        "[Open]({{ clinic.phone }})",
        f"[Open]({BOOK}?who={WHO})",
        f"[Open]({BOOK}{WHO})",
        "[Open]({{ link.booking | default: 'x' }})",
        "[Open]({% if clinic.phone %}https://a.example{% endif %})",
        f"[Open][1]\n\n[1]: https://tracker.example/?who={WHO}",
        f"[1]\n\n[1]: {WHO}",
        f"<https://tracker.example/?who={WHO}>",
        f"[Open](&#104;ttps://tracker.example/?who={WHO})",
    ],
)
def test_a_link_that_carries_something_is_refused(body: str) -> None:
    assert any("must be one placeholder of a page" in problem for problem in _said(body)), _said(body)


@pytest.mark.parametrize(
    "body",
    [
        f"https://tracker.example/?who={WHO}",
        f"http://tracker.example/{WHO}",
        f"www.tracker.example/{WHO}",
        f"tracker.example/?{WHO}",
        f"{WHO}.tracker.example",
        f"{WHO}@tracker.example",
        f"https://tracker.example/?who=**{WHO}**",
        f"https://tracker.example/?who={{% if person.given_name %}}{WHO}{{% endif %}}",
        f"https:&#47;&#47;tracker.example/{WHO}",
        f"{BOOK}{WHO}",
        f"[Open]({BOOK}){WHO}",
        f"[Open](https://ok.example/?a=){WHO}",
        f"[https://tracker.example/{WHO}](https://ok.example)",
        "{{ clinic.phone | default: 'tracker.example?' }}" + WHO,
    ],
)
def test_a_placeholder_that_touches_an_address_is_refused(body: str) -> None:
    assert any("put a space between" in problem for problem in _said(body)), _said(body)


@pytest.mark.parametrize(
    "target",
    [
        "http://plain.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "//tracker.example",
        "/inside",
        "https:",
        "https://[bad",
        "https://user:word@site.example",
        "ftp://site.example",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
    ],
)
@pytest.mark.parametrize("way", ["[x]({})", "[x][r]\n\n[r]: {}", "[x](<{}>)"])
def test_a_link_to_anything_but_https_mail_and_phone_is_refused(way: str, target: str) -> None:
    assert any("must begin with https:" in problem for problem in _said(way.format(target))), _said(way.format(target))


@pytest.mark.parametrize("body", ["<http://plain.example>", "<javascript:alert(1)>"])
def test_an_address_in_angle_brackets_is_a_link_like_others(body: str) -> None:
    assert any("must begin with https:" in problem for problem in _said(body))


@pytest.mark.parametrize(
    "body",
    [
        f"[Book]({BOOK})",
        f"[Book]( {BOOK} )",
        "[Site]({{ clinic.website }})",
        "[Settings]({{link.preferences}})",
        "[Map](https://maps.example/maple-street?zoom=3)",
        "[Write](mailto:desk@clinic.example)",
        "[Call](tel:+13125550100)",
        f"Hello {WHO}, see https://site.example today",
        f"{WHEN}, {{{{ appointment.time }}}}",
        f"{WHO}：\n\n[线上预约]({BOOK})",
    ],
)
def test_an_address_that_is_the_same_for_everybody_or_a_page_passes(body: str) -> None:
    assert [problem for problem in _said(body) if "link" in problem or "space" in problem] == []


def test_what_looks_like_hidden_markup_stays_what_it_is() -> None:
    body = f"[x](https://tracker.example/zqliquid0qz) {WHO} zqliquid0qz"
    compiled = layout.compile_mail(body=body, preheader="zqliquid0qz", language="en")
    html = liquid_texts.render_html(compiled.html, placeholders.samples("en"))
    assert html.count("zqliquid0qz") == 3
    assert html.count("Alex") == 1
