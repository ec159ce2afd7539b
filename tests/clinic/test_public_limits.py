"""How often a public page may be asked, by whom it is counted, and what comes then."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from clinic.models import Allowance
from clinic.operations import allowances
from clinic.public_limits import WRONG_LINKS_PER_MINUTE, limited, the_link
from tests.conftest import CommittingDatabase

HERE = "203.0.113.7"
VISITOR = b"0123456789abcdef"


@limited("form", per_minute=2)
def form_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


@limited("letter", per_minute=2, by=the_link)
def letter_page(request: HttpRequest) -> HttpResponse:
    if "wrong" in request.path:
        raise Http404
    return HttpResponse("off")


@limited("asked", per_minute=2, forgives_errors=True)
def forgiving_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken" if request.POST else "please check", status=200 if request.POST else 400)


def _filled_in(*answers: bool) -> list[int]:
    filled = (RequestFactory().post("/asked/", {"name": "A"} if one else {}, REMOTE_ADDR=HERE) for one in answers)
    return [forgiving_page(one).status_code for one in filled]


def _post(path: str = "/form/", address: str = HERE, **more: Any) -> HttpResponse:
    page = letter_page if "letter" in path else form_page
    return page(RequestFactory().post(path, REMOTE_ADDR=address, **more))


def _statuses(number: int, path: str = "/form/", **more: Any) -> list[int]:
    return [_post(path, **more).status_code for _ in range(number)]


def _spend(number: int, per_minute: int = 10) -> list[bool]:
    return [allowances.spend(name="form", visitor=VISITOR, per_minute=per_minute) == 0 for _ in range(number)]


def _later(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clinic_allowance SET used_until = used_until - %s * interval '1 second'", [seconds])


@pytest.mark.django_db
def test_posts_beyond_the_limit_are_told_when_to_come_back() -> None:
    assert _statuses(2) == [200, 200]
    refused = _post()
    wait = refused["Retry-After"]
    assert (refused.status_code, 25 <= int(wait) <= 30) == (429, True)
    assert f"Please try again in {wait} seconds." in refused.content.decode()


@pytest.mark.django_db
def test_errors_of_one_behind_an_address_leave_the_form_open_to_the_others() -> None:
    assert _filled_in(*[False] * 6, True, True, True) == [400] * 6 + [200, 200, 429]


@pytest.mark.django_db
def test_errors_have_a_wider_limit_of_their_own() -> None:
    assert _filled_in(*[False] * 21) == [400] * 20 + [429]


@pytest.mark.django_db
def test_allowance_comes_back_evenly_and_is_never_saved_up() -> None:
    assert _spend(11) == [True] * 10 + [False]
    _later(6.5)
    assert _spend(2) == [True, False]
    _later(600)
    assert _spend(11) == [True] * 10 + [False]


@pytest.mark.django_db
def test_whoever_is_refused_and_tries_on_does_not_wait_longer() -> None:
    _statuses(2)
    assert max(int(_post()["Retry-After"]) for _ in range(5)) <= 30


@pytest.mark.django_db
def test_addresses_are_counted_apart_and_households_together() -> None:
    assert _statuses(3) == [200, 200, 429]
    assert _post(address="203.0.113.8").status_code == 200
    household = [_post(address=f"2001:db8::{number}").status_code for number in range(3)]
    assert household == [200, 200, 429]


@pytest.mark.django_db
def test_reads_have_ten_times_the_room_and_use_up_no_post() -> None:
    reads = [form_page(RequestFactory().get("/form/", REMOTE_ADDR=HERE)).status_code for _ in range(21)]
    assert reads == [200] * 20 + [429]
    assert _statuses(3) == [200, 200, 429]


@pytest.mark.django_db
def test_links_are_counted_apart_though_one_mail_service_presses_them_all() -> None:
    assert [_post(f"/letter/{number}/").status_code for number in range(30)] == [200] * 30
    assert _statuses(2, "/letter/0/") == [200, 429]


@pytest.mark.django_db
def test_wrong_links_of_an_address_end_and_a_genuine_one_goes_on_there() -> None:
    for number in range(WRONG_LINKS_PER_MINUTE):
        with pytest.raises(Http404):
            _post(f"/letter/wrong{number}/")
    assert _post("/letter/wrong/").status_code == 429
    assert _post("/letter/genuine/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("behind", "told"),
    [
        (False, "198.51.100.{}"),  # nobody stands before us: whatever is told was made up
        (True, "198.51.100.{}, 203.0.113.7"),  # our proxy adds what it saw at the end
        (True, "203.0.113.7, not-an-address-{}"),
        (True, ""),
    ],
)
def test_made_up_forwarded_for_makes_no_new_visitor(settings: Any, behind: bool, told: str) -> None:
    settings.BEHIND_PROXY = behind
    filled_in = {"name": "Ana", "email": "ana@example.org"}
    answers = [
        Client()
        .post("/subscribe/", filled_in, REMOTE_ADDR=HERE, headers={"X-Forwarded-For": told.format(number)})
        .status_code
        for number in range(11)
    ]
    assert answers == [200] * 10 + [429]


@pytest.mark.django_db
def test_what_a_proxy_of_ours_saw_counts(settings: Any) -> None:
    settings.BEHIND_PROXY = True
    answers = {
        Client().post("/subscribe/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": f"6.6.6.6, 203.0.113.{n}"})
        .status_code for n in range(11)
    }  # fmt: skip
    assert answers == {400}


def test_workers_share_one_limit(committing_db: CommittingDatabase) -> None:
    """Four connections of their own, twenty tries each, all at once."""

    def worker(_: int) -> int:
        try:
            return sum(_spend(20))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(worker, range(4))) == 10


@pytest.mark.django_db
def test_sweeping_forgets_who_may_ask_again_and_nobody_else() -> None:
    _spend(1)
    _later(60)
    allowances.spend(name="form", visitor=bytes(16), per_minute=1)
    assert allowances.sweep() == 1
    assert Allowance.objects.count() == 1
    assert allowances.spend(name="form", visitor=bytes(16), per_minute=1) > 0


@pytest.mark.django_db
def test_an_allowance_keeps_no_address() -> None:
    _post()
    kept = Allowance.objects.values_list("name", "visitor").get()
    assert (kept[0], len(kept[1])) == ("form", 16)
    assert b"203" not in bytes(kept[1])
