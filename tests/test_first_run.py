"""A clinic that nobody has set up yet."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from journeys.models import Journey


@pytest.mark.django_db
def test_first_run_of_a_new_clinic_installs_the_journeys() -> None:
    out = StringIO()
    call_command("run_journeys", "--json", stdout=out)
    assert json.loads(out.getvalue().splitlines()[-1])["outcomes"]["accepted"] == 0
    assert sorted(Journey.objects.values_list("slug", flat=True)) == [
        "annual-checkup",
        "appointment-reminder",
        "post-op-care",
        "welcome",
    ]
