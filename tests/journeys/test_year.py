"""A seed of the told year: two days of thirty people, a plain model looked over, and a judge that notices what is
planted."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from rich.console import Console

from journeys.batteries import year
from journeys.batteries.year_clocks import midnight
from journeys.batteries.year_judge import Left, findings, planted
from journeys.batteries.year_oracle import Sent, expected
from journeys.batteries.year_plans import PLANS
from journeys.batteries.year_story import HOUR, Happening, Somebody, Story, story
from journeys.trials.house import FIRST_DAY, clock

BEGINS = clock(FIRST_DAY, "00:00")
DAY = 24 * HOUR
ANNA = Somebody(1, date(1980, 1, 15), wants_greetings=True, wants_texts=True, joins=None)


def told_of(somebody: Somebody, *happenings: tuple[datetime, str, dict[str, str]], days: int = 60) -> Story:
    these = [Happening(at, what, somebody.number, told) for at, what, told in happenings]
    return Story(BEGINS, days * 24, (somebody,), tuple(these), frozenset())


def booked(at: datetime, starts: datetime, key: str = "a") -> tuple[datetime, str, dict[str, str]]:
    return at, "book", {"key": key, "starts_at": starts.isoformat(), "place": "Maple Street"}


def days_of(sent: Sent, journey: str) -> dict[str, date]:
    return {step: at.date() for (_, name, step, _), at in sent.items() if name == journey}


def test_told_year_has_something_of_everything() -> None:
    told = story(1, 40, 366, BEGINS)
    assert {one.what for one in told.happenings} == {
        *("join", "book", "move", "confirm", "cancel", "come", "miss", "treat", "check"),
        *("leave", "stop", "hold", "lift"),
    }
    assert all(one.at.minute == 0 for one in told.happenings)
    assert told.away and max(told.away) < BEGINS + 366 * DAY
    assert {key[1] for key in expected(told)} == {plan.journey for plan in PLANS}


def test_check_up_is_due_after_a_year_and_waits_while_something_is_booked() -> None:
    seen = replace(ANNA, seen=midnight(date(2030, 5, 20)) + 10 * HOUR, was_check_up=True)
    assert days_of(expected(told_of(seen)), "annual-checkup") == {"a-year-after": date(2031, 5, 20)}
    soon, cancelled = booked(BEGINS, BEGINS + 40 * DAY), (BEGINS + 20 * DAY, "cancel", {"key": "a"})
    assert days_of(expected(told_of(seen, soon)), "annual-checkup") == {}
    assert days_of(expected(told_of(seen, soon, cancelled)), "annual-checkup") == {"a-year-after": date(2031, 5, 26)}


def test_recall_comes_twice_unless_they_came() -> None:
    seen = replace(ANNA, seen=midnight(date(2030, 11, 20)) + 10 * HOUR)
    assert days_of(expected(told_of(seen)), "recall") == {
        "time-to-come": date(2031, 5, 20),
        "once-more": date(2031, 6, 3),
    }
    assert days_of(expected(told_of(seen, (BEGINS + 20 * DAY, "check", {}))), "recall") == {
        "time-to-come": date(2031, 5, 20)
    }


def test_missed_appointment_is_followed_up_the_next_day_if_nothing_is_booked() -> None:
    starts = BEGINS + 2 * DAY + 10 * HOUR
    missed = [booked(BEGINS + DAY, starts), (starts + HOUR, "miss", {"key": "a"})]
    by_mail = replace(ANNA, wants_texts=False)
    assert days_of(expected(told_of(by_mail, *missed)), "no-show") == {"next-day": (starts + DAY).date()}
    again = booked(starts + 2 * HOUR, starts + 20 * DAY, "b")
    assert days_of(expected(told_of(by_mail, *missed, again)), "no-show") == {}


def test_confirmation_is_asked_for_until_it_is_given() -> None:
    starts = BEGINS + 16 * DAY + 10 * HOUR
    asked = expected(told_of(ANNA, booked(BEGINS, starts)))
    assert list(days_of(asked, "appointment-confirmation")) == ["a-week-before", "three-days-before"]
    said_yes = (starts - 5 * DAY - 2 * HOUR, "confirm", {"key": "a"})
    sent = expected(told_of(ANNA, booked(BEGINS, starts), said_yes))
    assert list(days_of(sent, "appointment-confirmation")) == ["a-week-before"]
    assert days_of(sent, "appointment-reminder") == {"a-day-before": (starts - DAY).date()}


def test_text_messages_need_a_yes_of_their_own_and_end_with_stop() -> None:
    starts = BEGINS + 4 * DAY + 10 * HOUR
    assert days_of(expected(told_of(ANNA, booked(BEGINS, starts))), "appointment-reminder-sms")
    nobody_asked = replace(ANNA, wants_texts=False)
    assert not days_of(expected(told_of(nobody_asked, booked(BEGINS, starts))), "appointment-reminder-sms")
    stopped = expected(told_of(ANNA, booked(BEGINS, starts), (BEGINS + DAY, "stop", {})))
    assert not days_of(stopped, "appointment-reminder-sms")
    assert days_of(stopped, "appointment-reminder")


def test_text_messages_are_three_a_week_and_mail_is_not_counted_with_them() -> None:
    starts = [BEGINS + number * DAY + 10 * HOUR for number in range(2, 6)]
    sent = expected(told_of(ANNA, *(booked(BEGINS, one, f"{one}") for one in starts)))
    assert sum(name == "appointment-reminder-sms" for _, name, _, _ in sent) == 3
    assert sum(name == "appointment-reminder" for _, name, _, _ in sent) == 4


def test_weekly_cap_has_room_for_two_by_priority() -> None:
    """On one day a check-up, a recall and a birthday, which is for that day alone."""
    born_then = replace(ANNA, born=date(1980, 5, 14))
    seen = replace(born_then, seen=midnight(date(2030, 5, 14)) + 10 * HOUR, was_check_up=True)
    assert days_of(expected(told_of(born_then)), "birthday") == {"on-the-day": date(2031, 5, 14)}
    sent = expected(told_of(seen))
    assert days_of(sent, "annual-checkup") == {"a-year-after": date(2031, 5, 14)}
    assert days_of(sent, "recall")["time-to-come"] == date(2031, 5, 14)
    assert days_of(sent, "birthday") == {}


def test_weekly_cap_moves_what_may_wait_behind_reminders_that_it_never_holds_back() -> None:
    starts = BEGINS + 10 * DAY + 10 * HOUR
    seen = replace(ANNA, seen=midnight(date(2030, 11, 16)) + 10 * HOUR)
    events = [booked(BEGINS, starts), (starts + HOUR, "miss", {"key": "a"})]
    sent = expected(told_of(seen, *events))
    assert days_of(sent, "appointment-reminder") == {"a-day-before": date(2031, 5, 14)}
    assert days_of(sent, "appointment-reminder-sms") == {"a-day-before": date(2031, 5, 14)}
    assert days_of(sent, "no-show") == {}
    assert days_of(sent, "recall")["time-to-come"] == date(2031, 5, 21)


def test_held_journey_leaves_when_it_is_let_go() -> None:
    seen = replace(ANNA, seen=midnight(date(2030, 5, 20)) + 10 * HOUR, was_check_up=True)
    about = {"key": "h", "journey": "annual-checkup"}
    held = [(BEGINS + 15 * DAY, "hold", about), (BEGINS + 17 * DAY + 3 * HOUR, "lift", about)]
    sent = expected(told_of(seen, *held))
    assert days_of(sent, "annual-checkup") == {"a-year-after": date(2031, 5, 22)}
    assert days_of(sent, "recall")["time-to-come"] == date(2031, 5, 20)


def test_unsubscribing_ends_its_topic_alone() -> None:
    starts = BEGINS + 4 * DAY + 10 * HOUR
    left = (BEGINS + HOUR, "leave", {"topic": "check-ups"})
    seen = replace(ANNA, seen=midnight(date(2030, 5, 20)) + 10 * HOUR, was_check_up=True)
    sent = expected(told_of(seen, booked(BEGINS, starts), left))
    about_it = {"appointment-confirmation", "appointment-reminder", "appointment-reminder-sms"}
    assert {name for _, name, _, _ in sent} == about_it


def test_every_planted_mistake_is_noticed() -> None:
    told = story(1, 60, 90, BEGINS)
    wanted = expected(told)
    left = [Left(f"{number}", key, at) for number, (key, at) in enumerate(wanted.items())]
    assert list(findings(told, wanted, left)) == []
    mistakes = dict(planted(left))
    assert len(mistakes) == 4 * len({key[1] for key in wanted})
    assert [what for what, mistaken in mistakes.items() if not list(findings(told, wanted, mistaken))] == []


def test_a_fourth_text_message_in_a_week_is_noticed_whatever_the_model_wants() -> None:
    anchors = [BEGINS + number * DAY + 15 * HOUR for number in range(4)]
    wanted = {(1, "appointment-reminder-sms", "a-day-before", one + DAY): one for one in anchors}
    left = [Left("m", key, at) for key, at in wanted.items()]
    assert [said.split(" {")[0] for said in findings(told_of(ANNA), wanted, left)] == [
        "1 more text messages than allowed"
    ]


@pytest.mark.usefixtures("trial_places")
def test_two_days_of_thirty_people_are_as_the_model_says() -> None:
    told = story(6, 30, 2, BEGINS, calm_days=0)
    assert [verdict.words for verdict in year.lived(told, Console(quiet=True))] == ["holds", "holds"]
