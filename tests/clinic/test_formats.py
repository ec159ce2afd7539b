"""Dates read the same on stock admin pages and on the desk's own."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.contrib.admin.utils import display_for_value
from django.utils.translation import override


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (date(1972, 7, 7), "7 July 1972"),
        (datetime(2026, 11, 28, 16, 20, tzinfo=UTC), "28 Nov 2026, 16:20"),
        (time(14), "14:00"),
    ],
)
def test_lists_of_the_admin_write_dates_as_the_desk_does(value: Any, shown: str) -> None:
    with override("en"):
        assert display_for_value(value, "–") == shown
