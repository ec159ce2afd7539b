"""The first thing on the privacy desk: is the book whole, in a sentence and a state."""

from datetime import UTC, datetime, timedelta

import pytest

from audit.sealing.queries import AnchorStatus, SealStatus
from audit.sealing.verifications import Reading
from clinic.domain.privacy import State
from clinic.privacy_desk.seals import told

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)
SEALED = SealStatus(NOW, timedelta(0), is_late=False, last_seal=7, events_sealed=70)
LATE = SealStatus(NOW, timedelta(minutes=5), is_late=True, last_seal=7, events_sealed=70)
NOT_READ = Reading(None, is_overdue=False)
FRESH = SealStatus(None, timedelta(0), is_late=False, last_seal=0, events_sealed=0)


@pytest.mark.parametrize(
    ("status", "state", "words"),
    [
        (SEALED, State.GOOD, "Every event older than a minute is sealed."),
        (LATE, State.ACT, "Events of the last 5 minutes are not sealed: is the sealer running?"),
        (FRESH, State.GOOD, "Nothing is sealed yet: the first seal comes within a minute of the first event."),
    ],
)
def test_state_of_the_seals(status: SealStatus, state: State, words: str) -> None:
    found = told(status, NOT_READ)
    assert (found.state, found.words) == (state, words)


@pytest.mark.parametrize(
    ("place", "status", "state", "words"),
    [
        (AnchorStatus("a", 7, NOW, is_late=False), SEALED, State.GOOD, "Knows the book up to seal 7."),
        (
            AnchorStatus("a", 3, NOW, is_late=True, problem="no way"),
            SEALED,
            State.ACT,
            "Is behind: the newest it knows is seal 3. no way",
        ),
        (AnchorStatus("a", 7, NOW, is_late=False, problem="full"), SEALED, State.LOOK, "The last try failed: full"),
        (AnchorStatus("a", 0, None, is_late=False), SEALED, State.LOOK, "Knows no seal yet."),
        (AnchorStatus("a", 0, None, is_late=False), FRESH, State.GOOD, "Knows no seal yet."),
    ],
)
def test_state_of_an_outside_place(place: AnchorStatus, status: SealStatus, state: State, words: str) -> None:
    found = told(SealStatus(NOW, status.lag, status.is_late, status.last_seal, status.events_sealed, [place]), NOT_READ)
    assert [(one.state, one.words) for one in found.places] == [(state, words)]
    assert found.state == state


@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [
        ("file:/srv/anchors.jsonl", "File", "/srv/anchors.jsonl"),
        ("https://store.example/anchors", "Web store", "store.example/anchors"),
        ("mailto:officer@example.org", "Mail to", "officer@example.org"),
    ],
)
def test_outside_place_is_named_in_words(address: str, kind: str, name: str) -> None:
    anchor = AnchorStatus(address, 7, NOW, is_late=False)
    [place] = told(SealStatus(NOW, timedelta(0), False, 7, 70, [anchor]), NOT_READ).places
    assert (place.kind, place.name) == (kind, name)
