import pytest
from django.test import Client

from tests.desk_people import house, signed_in, staff

pytestmark = pytest.mark.django_db(databases=["default"])


def test_the_bare_address_leads_staff_to_the_desk_and_others_to_the_sign_up_page() -> None:
    house()
    found = [(answer.status_code, answer["Location"]) for answer in (signed_in(staff()).get("/"), Client().get("/"))]
    assert found == [(302, "/admin/"), (302, "/subscribe/")]
