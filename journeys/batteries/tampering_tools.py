"""In the workers of the tampering battery: a book that grows, is sealed, and is verified."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from audit.domain.actors import Actor
from audit.domain.anchors import Anchor, anchors_in
from audit.domain.seal_keys import SigningKey
from audit.enums import AuditWord
from audit.ledger import record_change, record_read
from audit.sealing import anchoring, keys, sealer, verifying
from audit.sealing.anchors import places
from audit.sealing.memory import ChainNotRemembered

#: Keys of this battery alone: one that is handed over to, and one of somebody who should have none.
_SECOND = SigningKey("QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=")
_SOMEBODYS = SigningKey("WFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFg=")


class _TakenBack(Exception):
    """Rolls back."""


def write(seed: int) -> None:
    """A few transactions: reads, changes, some taken back, some in part."""
    dice = Random(seed)  # noqa: S311 - what to write, no secret
    for _ in range(dice.randint(1, 4)):
        actor = Actor.staff(UUID(int=dice.getrandbits(128)), "front-desk")
        people = [UUID(int=dice.getrandbits(128)) for _ in range(dice.randint(0, 3))]
        record_read(
            word=AuditWord.REVEAL, actor=actor, purpose="TREAT", people=people, fields=["patients.person.phone"]
        )
        _change(actor, people, dice)


def _change(actor: Actor, people: list[UUID], dice: Random) -> None:
    try:
        with transaction.atomic():
            record_change(word=AuditWord.CHANGE, actor=actor, people=people, details={"dice": dice.randint(1, 6)})
            try:
                with transaction.atomic():
                    record_change(word=AuditWord.CONSENT, actor=actor, people=people)
                    _sometimes_take_back(dice)
            except _TakenBack:
                record_change(word=AuditWord.CHANGE, actor=actor, details={"text": 'tab\t, line\n, \\ and "楓"'})
            _sometimes_take_back(dice)
    except _TakenBack:
        return


def _sometimes_take_back(dice: Random) -> None:
    if dice.random() < 0.3:
        raise _TakenBack


def seal(hand_over: bool) -> None:
    """All there is; then the places outside are told. With `hand_over`, by a second key that the first let in."""
    signing = [*([_SECOND] if hand_over else []), *keys.signing_keys()]
    while sealer.seal_next(signing):
        pass
    anchoring.tell(places.configured(), signing[0], timezone.now())


def seal_with_another_key() -> None:
    """By a sealer of somebody's own, which remembers nothing."""
    with TemporaryDirectory() as folder, override_settings(AUDIT_SEALER_STATE=f"{folder}/state"):
        while sealer.seal_next([_SOMEBODYS]):
            pass


def is_refused_by_the_sealer() -> bool:
    try:
        seal(hand_over=True)
    except ChainNotRemembered:
        return True
    return False


def verified(with_anchor: bool) -> dict[str, Any]:
    """With the anchors of the first place; without, as somebody who never kept one."""
    anchors = _anchors() if with_anchor else []
    return verifying.verify(keys.trusted_keys(), anchors).as_json()


def _anchors() -> list[Anchor]:
    return anchors_in(Path(settings.AUDIT_ANCHORS[0].removeprefix("file:")).read_bytes())
