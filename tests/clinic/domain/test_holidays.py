"""When holidays fall, by tables of other sources (Hong Kong Observatory's calendar conversion; US 5 USC 6103), and what
they are called."""

from datetime import date

import pytest

from clinic.domain.holidays import (
    HOLIDAYS,
    HolidayOn,
    day_of,
    holiday_in_words,
    holidays_between,
    name_of,
    names_of_calendars,
    of_calendars,
)

#: year → Lunar New Year, Easter (Western), Dragon Boat, Mid-Autumn, Double Ninth, Thanksgiving.
DAYS = {
    2024: ("02-10", "03-31", "06-10", "09-17", "10-11", "11-28"),
    2025: ("01-29", "04-20", "05-31", "10-06", "10-29", "11-27"),
    2026: ("02-17", "04-05", "06-19", "09-25", "10-18", "11-26"),
    2027: ("02-06", "03-28", "06-09", "09-15", "10-08", "11-25"),
    2028: ("01-26", "04-16", "05-28", "10-03", "10-26", "11-23"),
    2029: ("02-13", "04-01", "06-16", "09-22", "10-16", "11-22"),
    2030: ("02-03", "04-21", "06-05", "09-12", "10-05", "11-28"),
    2033: ("01-31", "04-17", "06-01", "09-08", "10-01", "11-24"),
    2034: ("02-19", "04-09", "06-20", "09-27", "10-20", "11-23"),
}
MOVING = ("lunar-new-year", "easter", "dragon-boat", "mid-autumn", "double-ninth", "thanksgiving")


@pytest.mark.parametrize("year", DAYS)
@pytest.mark.parametrize("key", [key for key in HOLIDAYS if name_of(key) in MOVING])
def test_moving_holiday_falls_on_its_day_in_every_calendar(key: str, year: int) -> None:
    assert day_of(key, year) == date.fromisoformat(f"{year}-{DAYS[year][MOVING.index(name_of(key))]}")


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("us:new-year", "01-01"),
        ("us:independence-day", "07-04"),  # a Saturday in 2026: not the observed Friday
        ("us:christmas", "12-25"),
        ("us:mothers-day", "05-10"),
        ("us:fathers-day", "06-21"),
        ("cn:national-day", "10-01"),
    ],
)
def test_fixed_holidays_of_2026(key: str, day: str) -> None:
    assert day_of(key, 2026) == date.fromisoformat(f"2026-{day}")


@pytest.mark.parametrize("key", HOLIDAYS)
def test_every_holiday_has_a_day_in_each_of_thirty_years_and_a_name_in_three_languages(key: str) -> None:
    assert [year for year in range(2026, 2056) if day_of(key, year) is None] == []
    names = [holiday_in_words(name_of(key), language) for language in ("en", "zh-hant", "zh-hans")]
    assert all(names)
    assert names[0].isascii() or "’" in names[0]


def test_same_holiday_of_several_calendars_is_one() -> None:
    keys = of_calendars(["TW", "CN", "HK"])
    assert holidays_between(keys, date(2026, 9, 24), date(2026, 9, 25)) == [HolidayOn("mid-autumn", date(2026, 9, 25))]
    assert names_of_calendars(["US", "HK"]).count("christmas") == 1


def test_days_between_leave_out_the_first_and_take_the_last_over_the_turn_of_the_year() -> None:
    keys = ["us:christmas", "us:new-year", "made:up"]
    found = holidays_between(keys, date(2026, 12, 25), date(2027, 1, 1))
    assert found == [HolidayOn("new-year", date(2027, 1, 1))]
    assert [one.name for one in holidays_between(keys, date(2026, 12, 24), date(2027, 1, 1))] == [
        "christmas",
        "new-year",
    ]


def test_name_that_nobody_knows_is_empty_and_another_language_reads_english() -> None:
    assert (holiday_in_words("made-up", "en"), holiday_in_words("easter", "fr")) == ("", "Easter")
