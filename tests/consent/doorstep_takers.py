"""Takers for tests of the letter box. Each is named in `settings.DOORSTEP` by its path."""

from datetime import datetime

from audit.domain.actors import Actor
from consent.models import Suppression
from consent.operations.doorstep import Letter


def take(letter: Letter, *, by: Actor, now: datetime) -> None:
    """Leaves a row; a letter that says so is poison after that."""
    Suppression.objects.create(address_key=letter.content["key"].encode(), cause="bounced", since=letter.posted_at)
    if letter.content.get("is") == "poison":
        raise ValueError(f"cannot read {letter.content['key']}")


def forget(letter: Letter, *, by: Actor, now: datetime) -> None:
    """Sees to any letter."""
