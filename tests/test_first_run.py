"""A clinic that nobody has set up yet."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from journeys.library import BUILT_IN
from journeys.models import Journey


@pytest.mark.django_db
def test_first_run_of_a_new_clinic_installs_the_journeys() -> None:
    out = StringIO()
    call_command("run_journeys", "--json", stdout=out)
    assert json.loads(out.getvalue().splitlines()[-1])["outcomes"]["accepted"] == 0
    installed = Journey.objects.values_list("slug", flat=True)
    assert sorted(installed) == sorted(plan.slug for plan in BUILT_IN)
    on = Journey.objects.filter(is_active=True).values_list("slug", flat=True)
    assert sorted(on) == ["annual-checkup", "appointment-reminder", "post-op-care", "seminar-reminder", "welcome"]
