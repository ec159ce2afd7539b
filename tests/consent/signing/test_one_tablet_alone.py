"""A code that two tablets type at the same moment opens the form on one of them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from consent.models import SigningRequest
from consent.operations import signing
from tests.conftest import CommittingDatabase
from tests.consent.people import NOW, patient
from tests.consent.signing.scenes import asked, published

_SOON = 0.5


def test_second_tablet_waits_for_the_first_and_opens_nothing(committing_db: CommittingDatabase) -> None:
    published()
    made = asked(patient().pk, way="tablet")

    def on_the_second() -> SigningRequest | None:
        try:
            return signing.open_by_code(now=NOW, code=made.code)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert signing.open_by_code(now=NOW, code=made.code) == made.request
            second = pool.submit(on_the_second)
            with pytest.raises(TimeoutError):
                second.result(_SOON)
        assert second.result(10) is None
