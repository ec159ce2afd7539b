from datetime import date

import pytest

from campaigns import library
from campaigns.domain import texts
from campaigns.domain.guard import NOTHING_OWN, Own
from campaigns.domain.texts import Draft
from campaigns.domain.typed_values import Typed, typed_values


def _set(*values: str) -> frozenset[str]:
    return frozenset(values)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Write to ana.li@mail.example.", Typed(emails=_set("ana.li@mail.example"))),
        ("Your file AB-20481 is there", Typed(numbers=_set("AB-20481"))),
        ("Born on 1980-05-01 or 5/1/1980", Typed(dates=frozenset({date(1980, 5, 1), date(1980, 1, 5)}))),
        ("Since May 1, 1980", Typed(dates=frozenset({date(1980, 5, 1)}))),
        ("1980年5月1日", Typed(dates=frozenset({date(1980, 5, 1)}))),
        ("We pick you up at 7 Elm Street, Apt 3.", Typed(homes=_set("7 Elm Street, Apt 3"))),
        ("News of maria garcia", Typed()),
        ("Dear Maria, hello", Typed(names=_set("Maria"))),
        ("Dear friends, hello everybody", Typed()),
        ("See you in May at the Hill", Typed()),
        ("王小明先生，您好", Typed(names=_set("小明", "王小明"))),
        ("王小明，您好！", Typed(names=_set("王小明"))),
        ("Hello {{ person.given_name }}, see you on {{ appointment.date }}", Typed()),
        ("ｄｅａｒ", Typed()),
    ],
)
def test_what_may_be_somebodys(text: str, typed: Typed) -> None:
    found = typed_values(text, NOTHING_OWN)
    assert (found.emails, found.dates, found.homes) == (typed.emails, typed.dates, typed.homes)
    assert (found.numbers >= typed.numbers, found.names >= typed.names) == (True, True)


@pytest.mark.parametrize(
    "text", ["See you in May at the Hill", "Dear friends, hello", "亲爱的朋友们", "Open 8:30 to 17:00, ring 100"]
)
def test_words_that_are_also_names_are_nobodys(text: str) -> None:
    assert not typed_values(text, NOTHING_OWN)


@pytest.mark.parametrize("written", ["(217) 555-0199", "217-555-0199", "+1 217 555 0199"])
def test_a_phone_number_as_people_write_it(written: str) -> None:
    assert typed_values(f"Ring {written} today", NOTHING_OWN).phones == {written}


def test_a_whole_name_and_the_one_that_overlaps_it() -> None:
    assert typed_values("Thank Ana Maria Garcia", NOTHING_OWN).names >= {"Ana Maria", "Maria Garcia"}


def test_what_the_clinic_says_of_itself_is_nobodys() -> None:
    own = Own(frozenset({"Maple Street Clinic"}), frozenset({"(217) 555-0100", "12 Maple Street, Springfield"}))
    said = "Maple Street Clinic, 12 Maple Street, Springfield, (217) 555-0100"
    assert typed_values(said, own) == Typed()


@pytest.mark.parametrize("shipped", library.templates(), ids=lambda shipped: shipped.slug)
def test_built_in_texts_hold_nothing_that_costs_a_query(shipped: library.LibraryTemplate) -> None:
    for language, text in shipped.texts.items():
        draft = Draft(language, text.subject, text.preheader, text.body)
        made = texts.compiled(draft, channel=shipped.channel)
        assert typed_values("\n".join((text.subject, text.preheader, made.text)), NOTHING_OWN) == Typed()
