from datetime import UTC, datetime

import pytest

from campaigns.domain.numbers import BASES, WORDS, Counts, Measure, RowKey, shown
from campaigns.domain.quarters import Quarter, asked_for, offered, quarter_of
from campaigns.domain.suppression import Cell

NEWS, OFFER = RowKey("campaign", "news"), RowKey("campaign", "offer")
LETTER, OTHER = RowKey("text", "letter"), RowKey("text", "other")


def _counts(*, reasons: dict[str, int] | None = None, **numbers: int) -> Counts:
    return Counts(
        {name.replace("_", "-"): Cell(number, number) for name, number in numbers.items()},
        {reason: Cell(number, number) for reason, number in (reasons or {}).items()},
    )


def _sent(number: int, **more: int) -> Counts:
    whole = {"intended": number, "planned": number, "sent": number, "delivered": number, "reached": number}
    return _counts(**(whole | {"invited": number} | more))


def test_every_measure_has_words_and_a_base_that_is_one() -> None:
    assert set(WORDS) == set(Measure)
    assert set(BASES.values()) <= set(Measure)


def test_large_numbers_are_shown_with_their_shares() -> None:
    told = shown({NEWS: _sent(200, opened=80, clicked=30)}, [])[NEWS]
    assert [told.numbers[name] for name in ("sent", "delivered", "opened", "clicked", "bounced")] == [
        200,
        200,
        80,
        30,
        0,
    ]
    opened = told.share_of("opened")
    assert opened is not None
    assert (opened.value, round(opened.low, 3), round(opened.high, 3)) == (0.4, 0.335, 0.469)


@pytest.mark.parametrize("clicked", [3, 10, 190, 199])
def test_few_who_did_or_did_not_are_not_shown(clicked: int) -> None:
    told = shown({NEWS: _sent(200, clicked=clicked)}, [])[NEWS]
    assert told.numbers["clicked"] is None
    assert told.share_of("clicked") is None
    assert told.numbers["reached"] == 200


def test_small_bounce_takes_what_was_delivered_with_it() -> None:
    told = shown({NEWS: _sent(200, delivered=196, bounced=4)}, [])[NEWS]
    assert (told.numbers["sent"], told.numbers["delivered"], told.numbers["bounced"]) == (200, None, None)


def test_reasons_are_left_out_so_that_none_follows() -> None:
    counts = _counts(
        intended=150, planned=100, sent=100, delivered=100, reached=100, reasons={"no-address": 38, "topic-off": 12}
    )
    assert shown({NEWS: counts}, [])[NEWS].reasons == {"no-address": 38, "topic-off": 12}
    few = _counts(
        intended=150, planned=100, sent=100, delivered=100, reached=100, reasons={"no-address": 45, "topic-off": 5}
    )
    assert shown({NEWS: few}, [])[NEWS].reasons == {"no-address": None, "topic-off": None}


def test_what_one_table_leaves_out_does_not_follow_from_the_other() -> None:
    """Both campaigns sent the same text; one of them to five people."""
    rows = {NEWS: _sent(100, clicked=50), OFFER: _sent(5), LETTER: _sent(105, clicked=50)}
    told = shown(rows, [(NEWS, LETTER), (OFFER, LETTER)])
    assert told[OFFER].numbers["sent"] is None
    known = [told[key].numbers["sent"] for key in (NEWS, LETTER)]
    assert known.count(None) == 1


def test_table_of_a_text_that_nobody_shares_is_not_touched() -> None:
    rows = {NEWS: _sent(100), OFFER: _sent(5), LETTER: _sent(100), OTHER: _sent(5)}
    told = shown(rows, [(NEWS, LETTER), (OFFER, OTHER)])
    assert (told[NEWS].numbers["sent"], told[LETTER].numbers["sent"]) == (100, 100)
    assert (told[OFFER].numbers["sent"], told[OTHER].numbers["sent"]) == (None, None)


def test_mails_to_few_people_are_few_however_many() -> None:
    counts = Counts({"intended": Cell(60, 4), "planned": Cell(60, 4), "sent": Cell(60, 4), "delivered": Cell(60, 4)})
    told = shown({NEWS: counts}, [])[NEWS]
    assert {told.numbers[name] for name in ("intended", "planned", "sent", "delivered")} == {None}


def test_many_small_rows_are_judged_together() -> None:
    texts = [RowKey("text", str(number)) for number in range(15)]
    journeys = [RowKey("journey", str(number)) for number in range(15)]
    rows = {key: _sent(number % 23, opened=number % 7) for number, key in enumerate((*texts, *journeys))}
    used = [(journey, texts[(number * step) % 15]) for number, journey in enumerate(journeys) for step in (1, 3)]
    told = shown(rows, used)
    small = [key for number, key in enumerate((*texts, *journeys)) if 0 < number % 23 < 11]
    assert {told[key].numbers["sent"] for key in small} == {None}


NOW = datetime(2027, 1, 1, 3, tzinfo=UTC)  # 21:00 on New Year's Eve in Chicago


def test_quarter_is_the_clinics() -> None:
    assert quarter_of(NOW, "America/Chicago") == Quarter(2026, 4)
    assert quarter_of(NOW, "Asia/Taipei") == Quarter(2027, 1)
    assert Quarter(2026, 4).words == "October to December 2026"
    assert Quarter(2026, 4).begins_at("America/Chicago") == datetime(2026, 10, 1, 5, tzinfo=UTC)
    assert Quarter(2026, 4).after.begins_at("America/Chicago") == datetime(2027, 1, 1, 6, tzinfo=UTC)
    assert list(map(str, offered(NOW, "UTC"))) == ["2027-1", "2026-4", "2026-3", "2026-2", "2026-1", "2025-4"]


@pytest.mark.parametrize(
    ("written", "quarter"),
    [
        ("2026-3", "2026-3"),
        ("2026-5", "2026-4"),
        ("", "2026-4"),
        ("2019-1", "2026-4"),
        ("2027-1", "2026-4"),
        ("x", "2026-4"),
    ],
)
def test_address_asks_for_an_offered_quarter_or_means_the_running_one(written: str, quarter: str) -> None:
    assert str(asked_for(written, NOW, "America/Chicago")) == quarter
