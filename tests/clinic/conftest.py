import pytest


@pytest.fixture(autouse=True)
def own_rooms_only(settings: pytest.FixtureRequest) -> None:
    """The desk's frame; what rooms above put into it is theirs to test."""
    settings.DESK_CARDS = ["patients.desk_cards.today_card", "patients.desk_cards.imports_card"]
    settings.PERSON_PANELS = []
    settings.PERSON_TIMELINE_SOURCES = ["patients.timeline.entries"]
