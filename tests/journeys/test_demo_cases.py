"""Each kind of clinic that Revisit is shown with has its journeys on, with people in them whom the gate lets pass."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from audit.domain.actors import Actor
from campaigns import library as texts
from journeys.demo.cases import CASES, Case
from journeys.demo.house import furnish
from journeys.demo.population import populate
from journeys.demo.showing import bring_people_in, people_in, set_up
from journeys.enums import RunKind
from journeys.library import BUILT_IN
from journeys.models import Enrolment
from journeys.operations import runs
from patients.models import Person

BY = Actor.system("test")
#: Thanksgiving Day of 2026, 10:00 in the clinic.
NOW = datetime(2026, 11, 26, 16, tzinfo=UTC)


def test_cases_are_those_of_the_command_and_their_shares_add_up() -> None:
    assert sorted(CASES) == ["aesthetic", "cardio", "checkup", "children", "dental", "devices", "diabetes", "hospital"]
    assert {name: sum(case.stories.values()) for name, case in CASES.items()} == dict.fromkeys(CASES, 100)
    built_in = {plan.slug for plan in BUILT_IN}
    assert {slug for case in CASES.values() for slug in (*case.journeys, *case.today)} <= built_in
    assert {step.template for plan in BUILT_IN for step in plan.steps} <= {text.slug for text in texts.templates()}


@pytest.mark.django_db
def test_each_case_has_people_in_its_journeys_and_mail_for_some_of_them(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    furnish(by=BY, now=NOW)
    assert {name: _found_wanting(case) for name, case in CASES.items()} == {name: [] for name in CASES}


def _found_wanting(case: Case) -> list[str]:
    """Journeys of the case without people, or without a message that may leave; the clinic is left as it was."""
    with transaction.atomic():
        made = sum(populate(36, 1, by=BY, now=NOW, case=case))
        assert made == Person.objects.count()
        for _ in range(2):  # the second time finds all of it done
            set_up(case, today=NOW.date(), by=BY, now=NOW)
            bring_people_in(by=BY, now=NOW)
        inside = people_in(case)
        assert sum(inside.values()) == Enrolment.objects.filter(journey__slug__in=case.journeys).count()
        planned = runs.run(NOW, kind=RunKind.MANUAL, by=BY, rehearse=True).rehearsed
        transaction.set_rollback(True)
    leaving = {message.journey for message in planned if message.outcome not in ("refused", "expired", "failed")}
    return [slug for slug in case.journeys if not inside[slug] or slug not in leaving]
