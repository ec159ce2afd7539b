"""The quarterly review in the database, from its opening to what nobody answered."""

from datetime import UTC, date, datetime, timedelta

import pytest

from audit.domain.actors import Actor
from clinic.domain.access_reviews import Why
from clinic.enums import ReviewAnswer, Role, StaffAlert
from clinic.models import AccessGrant, AccessReview, AccessReviewItem, Notice, Staff
from clinic.operations.access_reviews import answer, look_after, open_review
from clinic.operations.grants import ask
from clinic.operations.leaving import let_go
from clinic.operations.rights import NotAllowed
from tests.desk_people import BY, NOW, events_of, house, signed_in, staff

pytestmark = pytest.mark.django_db
OPENED = datetime(2026, 7, 1, 15, tzinfo=UTC)
TODAY = date(2026, 7, 1)
DUE = OPENED + timedelta(days=21)


def acting(member: Staff) -> Actor:
    return Actor.staff(member.pk, member.role)


@pytest.fixture
def team() -> dict[str, Staff]:
    """Two of a team with a manager, and an officer and an administrator without one."""
    house()
    boss, officer = staff(Role.ADMINISTRATOR, "boss"), staff(Role.PRIVACY_OFFICER, "officer")
    ivy, rob = staff(Role.CLINICIAN, "ivy"), staff(Role.FRONT_DESK, "rob")
    Staff.objects.filter(pk__in=[ivy.pk, rob.pk]).update(manager=boss)
    return {"boss": boss, "officer": officer, "ivy": ivy, "rob": rob}


def item_of(member: Staff) -> AccessReviewItem:
    return AccessReviewItem.objects.get(grant__staff=member)


def states() -> dict[str, tuple[str, bool]]:
    grants = AccessGrant.objects.order_by("asked_at").values_list("staff__username", "state", "staff__is_active")
    return {name: (state, active) for name, state, active in grants}


def alerts(since: datetime = OPENED - timedelta(days=999)) -> list[tuple[str, str]]:
    told = Notice.objects.filter(alert=StaffAlert.ACCESS_REVIEW, created_at__gt=since).order_by("created_at")
    names = dict(Staff.objects.values_list("pk", "username"))
    return sorted((names.get(one.recipient_id, one.audience), one.once_key.rpartition(":")[2]) for one in told)


def test_opened_once_a_quarter_with_each_grant_and_its_manager(team: dict[str, Staff]) -> None:
    look_after(by=BY, now=NOW)  # the quarter in which the clinic began
    assert AccessReview.objects.count() == 0
    for _ in range(2):
        look_after(by=BY, now=OPENED)
    review = AccessReview.objects.get()
    assert (review.quarter, review.due_on) == ("2026-Q3", date(2026, 7, 22))
    reviewers = {item.grant.staff.username: item.reviewer for item in AccessReviewItem.objects.all()}
    assert reviewers == {"boss": None, "officer": None, "ivy": team["boss"], "rob": team["boss"]}
    assert alerts() == [("administrator", "opened"), ("boss", "opened"), ("privacy-officer", "opened")]


def test_officer_opens_one_and_no_second(team: dict[str, Staff]) -> None:
    open_review(by=acting(team["officer"]), now=NOW, today=NOW.date())
    for by, why in ((team["officer"], Why.THERE_IS_ONE), (team["boss"], Why.NOT_AN_OPENER)):
        with pytest.raises(NotAllowed) as refused:
            open_review(by=acting(by), now=NOW, today=NOW.date())
        assert refused.value.why == why
    [event] = events_of(team["officer"], "privilege")
    assert (event.details["what"], event.details["grants"]) == ("review-opened", 4)


def test_manager_keeps_and_ends_a_team_at_once(team: dict[str, Staff]) -> None:
    open_review(by=BY, now=OPENED, today=TODAY)
    theirs = signed_in(team["rob"])
    told = {item_of(team["ivy"]).pk: ReviewAnswer.KEEP, item_of(team["rob"]).pk: ReviewAnswer.END}
    answer(by=acting(team["boss"]), now=OPENED, answers=told)
    assert states() == {
        "boss": ("granted", True),
        "officer": ("granted", True),
        "ivy": ("granted", True),
        "rob": ("ended", False),
    }
    assert theirs.get("/admin/").status_code == 302
    what = [event.details["what"] for event in events_of(team["boss"], "privilege")]
    assert sorted(what) == ["ended-in-review", "kept"]


def test_all_or_nothing_when_one_is_not_theirs(team: dict[str, Staff]) -> None:
    open_review(by=BY, now=OPENED, today=TODAY)
    told = {item_of(team["ivy"]).pk: ReviewAnswer.END, item_of(team["boss"]).pk: ReviewAnswer.KEEP}
    with pytest.raises(NotAllowed) as refused:
        answer(by=acting(team["boss"]), now=OPENED, answers=told)
    assert (refused.value.why, AccessReviewItem.objects.exclude(answer="").count()) == (Why.OWN, 0)
    assert states()["ivy"] == ("granted", True)


def test_answered_once(team: dict[str, Staff]) -> None:
    open_review(by=BY, now=OPENED, today=TODAY)
    told = {item_of(team["ivy"]).pk: ReviewAnswer.KEEP}
    answer(by=acting(team["boss"]), now=OPENED, answers=told)
    with pytest.raises(NotAllowed) as refused:
        answer(by=acting(team["boss"]), now=OPENED, answers=told)
    assert refused.value.why == Why.ANSWERED


def test_reminders_a_week_and_a_day_before(team: dict[str, Staff]) -> None:
    open_review(by=BY, now=OPENED, today=TODAY)
    answer(by=acting(team["officer"]), now=OPENED, answers={item_of(team["boss"]).pk: ReviewAnswer.KEEP})
    before = Notice.objects.latest("created_at").created_at
    for days in range(13, 22):
        look_after(by=BY, now=OPENED + timedelta(days=days))
    assert alerts(before) == [
        ("administrator", "1-days-left"),
        ("administrator", "7-days-left"),
        ("boss", "1-days-left"),
        ("boss", "7-days-left"),
    ]


def test_what_nobody_answered_lapses_the_last_ones_too(team: dict[str, Staff]) -> None:
    open_review(by=BY, now=OPENED, today=TODAY)
    theirs = signed_in(team["ivy"])
    answer(by=acting(team["boss"]), now=OPENED, answers={item_of(team["rob"]).pk: ReviewAnswer.KEEP})
    look_after(by=BY, now=DUE)
    assert states()["ivy"] == ("granted", True)
    for _ in range(2):
        look_after(by=BY, now=DUE + timedelta(days=1))
    assert states() == {
        "boss": ("lapsed", False),
        "officer": ("lapsed", False),
        "ivy": ("lapsed", False),
        "rob": ("granted", True),
    }
    assert theirs.get("/admin/").status_code == 302
    assert AccessReview.objects.get().closed_at == DUE + timedelta(days=1)
    assert item_of(team["ivy"]).answer == "lapse"


def test_shell_is_the_way_back(team: dict[str, Staff]) -> None:
    open_review(by=BY, now=OPENED, today=TODAY)
    look_after(by=BY, now=DUE + timedelta(days=1))
    ask(by=Actor.system("command:hire"), now=DUE + timedelta(days=2), staff_id=team["boss"].pk, role=Role.ADMINISTRATOR)
    assert states()["boss"] == ("granted", True)


def test_answers_of_all_close_it(team: dict[str, Staff]) -> None:
    open_review(by=BY, now=OPENED, today=TODAY)
    keep = ReviewAnswer.KEEP
    answer(by=acting(team["officer"]), now=OPENED, answers={item_of(team["boss"]).pk: keep})
    told = {item_of(team[name]).pk: keep for name in ("ivy", "rob", "officer")}
    answer(by=acting(team["boss"]), now=OPENED, answers=told)
    assert AccessReview.objects.get().closed_at == OPENED
    assert not Notice.objects.filter(alert=StaffAlert.ACCESS_REVIEW, seen_at=None).exists()


def test_role_decided_meanwhile_needs_no_answer(team: dict[str, Staff]) -> None:
    open_review(by=BY, now=OPENED, today=TODAY)
    ask(by=BY, now=OPENED, staff_id=team["ivy"].pk, role=Role.MARKETER)
    look_after(by=BY, now=DUE + timedelta(days=1))
    assert Staff.objects.get(username="ivy").is_active


def test_officers_review_that_is_left_is_told_to_whoever_may_answer(team: dict[str, Staff]) -> None:
    other = staff(Role.ADMINISTRATOR, "other-boss")
    Staff.objects.filter(pk=team["officer"].pk).update(manager=other)
    open_review(by=BY, now=OPENED, today=TODAY)
    let_go(by=acting(team["boss"]), now=OPENED, staff_id=other.pk)
    assert [told for told in alerts() if told[1] == str(other.pk)] == [("administrator", str(other.pk))]
    answer(by=acting(team["boss"]), now=OPENED, answers={item_of(team["officer"]).pk: ReviewAnswer.KEEP})


def test_reviews_of_who_leaves_are_handed_on(team: dict[str, Staff]) -> None:
    other = staff(Role.ADMINISTRATOR, "other-boss")
    Staff.objects.filter(pk=team["boss"].pk).update(manager=other)
    open_review(by=BY, now=OPENED, today=TODAY)
    let_go(by=acting(other), now=OPENED, staff_id=team["boss"].pk)
    assert (item_of(team["ivy"]).reviewer, Staff.objects.get(username="ivy").manager) == (other, other)
    assert ("other-boss", str(team["boss"].pk)) in alerts()
    let_go(by=BY, now=OPENED, staff_id=other.pk)
    assert item_of(team["ivy"]).reviewer is None
    assert ("privacy-officer", str(other.pk)) in alerts()
    answer(by=acting(team["officer"]), now=OPENED, answers={item_of(team["ivy"]).pk: ReviewAnswer.KEEP})
