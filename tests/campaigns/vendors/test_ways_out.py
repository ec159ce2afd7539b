"""What all workers know together of one way out, in the database."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from campaigns.channels import Handed, Trouble, Verdict
from campaigns.desk import ways_out_card
from campaigns.domain.ways_out import FAILURES_THAT_SHUT, Allowed
from campaigns.models import WayOut
from campaigns.operations.ways_out import connections_of, put_back, take, tell
from clinic.models import Notice, Vendor
from tests.campaigns.scenes import NOW, TODAY, intent, open_clinic, patient, plan
from tests.conftest import CommittingDatabase

BACKEND = "anymail.backends.postmark.EmailBackend"
TAKEN, TURNED_DOWN = Handed(Verdict.ACCEPTED, "1"), Handed(Verdict.REJECTED)
BUSY = Handed(Verdict.TRY_LATER, trouble=Trouble.BUSY)
NO_ANSWER = Handed(Verdict.UNKNOWN, trouble=Trouble.NO_ANSWER)
GREYLISTED = Handed(Verdict.TRY_LATER)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _in_use(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = BACKEND


def _vendor(**limits: object) -> Vendor:
    return Vendor.objects.create(name="Postmark", backend=BACKEND, **limits)


def _take(wanted: int = 100, minutes: float = 0) -> Allowed:
    return take(BACKEND, wanted=wanted, now=NOW + minutes * MINUTE, today=TODAY)


def _fail(times: int = FAILURES_THAT_SHUT, said: Handed = BUSY, minutes: float = 0) -> None:
    tell(BACKEND, [said] * times, now=NOW + minutes * MINUTE)


@pytest.mark.django_db
def test_without_limits_nothing_is_written(django_assert_num_queries: object) -> None:
    _vendor()
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert _take() == Allowed(100)
    with django_assert_num_queries(1):  # type: ignore[operator]
        tell(BACKEND, [TAKEN] * 100, now=NOW)
    assert WayOut.objects.count() == 0


@pytest.mark.django_db
def test_a_day_s_number_is_kept_by_all_together_and_what_was_not_used_comes_back() -> None:
    _vendor(daily_limit=10)
    assert [_take(6).number, _take(6).number, _take(6).number] == [6, 4, 0]
    put_back(BACKEND, number=3)
    assert _take(6).number == 3
    assert take(BACKEND, wanted=6, now=NOW, today=TODAY + timedelta(days=1)).number == 6


@pytest.mark.django_db
def test_a_rate_fills_up_again() -> None:
    _vendor(rate_per_second="2.5")
    assert _take(100) == Allowed(5, timedelta(seconds=0.4))
    assert _take(100, minutes=1 / 60).number == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("most", "found"), [(None, 8), (3, 3), (30, 8)])
def test_no_more_connections_than_the_account_allows(most: int | None, found: int) -> None:
    _vendor(most_connections=most)
    assert (connections_of(BACKEND, 8), connections_of("other", 8)) == (found, 8)


@pytest.mark.django_db
@pytest.mark.parametrize("said", [BUSY, NO_ANSWER])
def test_failures_in_a_row_shut_it_and_staff_are_told_once(said: Handed) -> None:
    open_clinic()
    _vendor()
    _fail(FAILURES_THAT_SHUT - 1, said)
    assert (_take(), ways_out_card(NOW)) == (Allowed(100), None)
    _fail(1, said)
    assert _take() == Allowed(0)
    assert _take(minutes=1) == Allowed(1)
    _fail(1, said, minutes=1.1)
    assert sorted(Notice.objects.values_list("alert", "audience")) == [
        ("way-shut", "administrator"),
        ("way-shut", "privacy-officer"),
    ]
    card = ways_out_card(NOW + 2 * MINUTE)
    assert card
    assert card.note.startswith("Postmark ")
    assert card.note.endswith("tried again at 10:03")


@pytest.mark.django_db
def test_the_card_counts_what_waits_and_forgets_a_way_that_is_not_used_any_more(
    settings: pytest.FixtureRequest,
) -> None:
    settings.MAIL_VENDOR_ENFORCES_TLS = True
    open_clinic()
    _vendor(baa_signed_on="2026-01-01", baa_scope=["send"])
    plan(*(intent(patient()) for _ in range(3)), intent(patient(), due_at=NOW + timedelta(hours=1)))
    _fail()
    card = ways_out_card(NOW)
    assert card
    assert (card.title, card.value) == ("Messages that wait", "3")
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
    assert ways_out_card(NOW) is None


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [TAKEN, TURNED_DOWN])
def test_an_answer_about_a_letter_opens_it_again_and_ends_the_alert(answer: Handed) -> None:
    open_clinic()
    _fail()
    assert _take(minutes=1) == Allowed(1)
    tell(BACKEND, [answer], now=NOW + MINUTE)
    assert (_take(minutes=1), ways_out_card(NOW + MINUTE)) == (Allowed(100), None)
    assert Notice.objects.filter(seen_at=None).count() == 0
    _fail(minutes=5)
    assert Notice.objects.filter(seen_at=None).count() == 2  # another time


@pytest.mark.django_db
def test_failures_of_letters_do_not_shut_it() -> None:
    for _ in range(20):
        tell(BACKEND, [GREYLISTED, TURNED_DOWN, GREYLISTED], now=NOW)
    tell(BACKEND, [GREYLISTED] * 20, now=NOW)
    assert _take() == Allowed(100)


@pytest.mark.django_db
def test_who_asks_to_be_left_in_peace_is() -> None:
    _fail(1, Handed(Verdict.TRY_LATER, trouble=Trouble.BUSY, wait=600))
    assert [_take(minutes=minutes).number for minutes in (0, 9.9, 10)] == [0, 0, 1]


@pytest.mark.django_db
def test_the_card_says_that_the_day_s_number_is_used() -> None:
    open_clinic()
    _vendor(daily_limit=10)
    _take(10)
    card = ways_out_card(NOW)
    assert card
    assert card.note == "Postmark: today's 10 messages have left, the others wait for tomorrow"
    assert ways_out_card(datetime(2026, 6, 17, 12, tzinfo=UTC)) is None


def test_two_workers_at_once_take_no_more_than_there_is(committing_db: CommittingDatabase) -> None:
    _vendor(daily_limit=50)
    found: list[int] = []
    together = Barrier(4)

    def work() -> None:
        together.wait()
        found.extend(_take(4).number for _ in range(5))
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found) == 50
