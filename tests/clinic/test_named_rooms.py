"""What settings name by dotted path exists."""

import pytest
from django.utils.module_loading import import_string

from clinic import settings as written


@pytest.mark.parametrize(
    "path",
    [
        written.PHI_POLICY,
        *written.DESK_CARDS,
        *written.PERSON_PANELS,
        *written.PERSON_TIMELINE_SOURCES,
        *(f"{pages}.urlpatterns" for pages in written.DESK_PAGES),
    ],
)
def test_named_path_is_there(path: str) -> None:
    assert import_string(path)
