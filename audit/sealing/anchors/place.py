"""What a place must be able to do. Ours is to append: no place is ever asked to change or forget anything."""

from datetime import timedelta
from typing import Protocol

from audit.domain.anchors import Anchor


class AnchorFailed(RuntimeError):
    """The place did not take it; trying again can help. The text holds no password, token or answer of a server."""


class Place(Protocol):
    @property
    def name(self) -> str:
        """Where, without passwords or tokens: it stands in receipts and on the officer's desk."""

    @property
    def every(self) -> timedelta:
        """How long it need not be told of a newer seal after it took one."""

    def tell(self, anchor: Anchor) -> None:
        """Raises `AnchorFailed` when the place did not take it."""
