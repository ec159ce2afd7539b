import pytest

from campaigns import library
from campaigns.domain.counted_links import (
    OPENING,
    counted_page,
    destination,
    is_counted,
    is_place,
    key_of,
)
from campaigns.domain.layout import compile_mail
from campaigns.domain.liquid_texts import in_pieces, problems
from campaigns.domain.placeholders import samples
from consent.domain.words import Purpose

BODY = """Read [about walking](https://clinic.example/walk?a=1&b=2) and [sleep](https://clinic.example/sleep).

{% if clinic.website %}

[Our website]({{ clinic.website }})

{% endif %}

[Write to us](mailto:hello@clinic.example), {{ link.preferences }}"""
PAGE = compile_mail(body=BODY, preheader="", language="en").html
CLINIC = {"clinic.website": "https://maple.example", "link.booking": ""}


def test_links_that_are_the_same_for_everybody_are_counted_and_no_others() -> None:
    told = counted_page(PAGE)
    targets = {"https://clinic.example/walk?a=1&b=2", "https://clinic.example/sleep", "clinic.website"}
    assert set(told.links.values()) == {key_of(target) for target in targets}
    assert all(f'href="{{{{ {name} }}}}"' in told.html for name in told.links)
    for left in ("mailto:hello@clinic.example", "{{ link.preferences }}", "{{ link.unsubscribe }}"):
        assert told.html.count(left) == PAGE.count(left)
    assert told.html.count("<img") == PAGE.count("<img") + 1


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("https://clinic.example/walk?a=1&b=2", "https://clinic.example/walk?a=1&b=2"),
        ("https://clinic.example/sleep", "https://clinic.example/sleep"),
        ("clinic.website", "https://maple.example"),
        ("https://elsewhere.example/", ""),
        ("link.booking", ""),
        ("mailto:hello@clinic.example", ""),
        ("link.preferences", ""),
    ],
)
def test_destination_is_what_stands_in_the_published_text(target: str, leads_to: str) -> None:
    assert destination(PAGE, key_of(target), CLINIC) == leads_to


def test_page_that_the_clinic_gave_up_leads_nowhere() -> None:
    assert destination(PAGE, key_of("clinic.website"), {}) == ""


def test_counted_page_is_put_together_from_pieces_as_fast_as_any() -> None:
    told = counted_page(PAGE)
    pieces = in_pieces(told.html, html=True)
    assert pieces is not None
    values = samples("en") | dict.fromkeys((*told.links, OPENING), "https://clinic.example/t/x")
    assert pieces.render(values).count('"https://clinic.example/t/x"') == len(told.links) + 1


def test_staff_cannot_ask_for_a_place_of_a_counted_link() -> None:
    assert is_place(OPENING)
    assert problems(f"{{{{ {OPENING} }}}}") != []


@pytest.mark.parametrize("purpose", list(Purpose))
def test_care_answers_and_notices_are_never_counted(purpose: Purpose) -> None:
    never = {"treatment", "request-answer", "condition-specific", "testimonial", "staff-notice"}
    assert is_counted(purpose, "email") == (purpose.value not in never)
    assert not is_counted(purpose, "sms")


def test_library_loads_nothing_unless_it_is_counted() -> None:
    for shipped in library.templates():
        if shipped.channel == library.EMAIL:
            page = compile_mail(body=shipped.texts["en"].body, preheader="", language="en").html
            assert "<img" not in page
