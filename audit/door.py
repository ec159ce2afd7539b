"""The door to PHI: the only place where plaintext comes from, and it keeps a book (45 CFR 164.312(b))."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.module_loading import import_string

from audit import ledger
from audit.domain import binding
from audit.domain.actors import Actor
from audit.domain.answers import Answer
from audit.enums import AuditWord, Outcome, PurposeOfUse
from audit.keys import CannotOpen, field_ring
from audit.sealed import Sealed

T = TypeVar("T")


class AccessRefused(PermissionDenied):
    """The policy does not let this actor see these fields for this purpose."""


class NotAskedFor(PermissionDenied):
    """Something was to be revealed that the event does not name."""


class Phi:
    """An open door: reveals what its event names, until the `with` block ends."""

    def __init__(self, people: frozenset[UUID], fields: frozenset[str]) -> None:
        self._people, self._fields, self._open = people, fields, True
        self._opens: Callable[[bytes], bytes] | None = None

    def reveal(self, sealed: Sealed[T] | None) -> T | None:
        """The plaintext. Raises `NotAskedFor`, or `CannotOpen` for a value that was changed or moved."""
        if sealed is None:
            return None
        row = self._checked_row(sealed)
        if self._opens is None:
            self._opens = field_ring().opener()
        try:
            plain = binding.unwrap(self._opens(sealed.token), column=sealed.column, row=row)
        except binding.NotBound as error:
            raise CannotOpen(str(error)) from None
        return sealed.parse(plain)

    def _checked_row(self, sealed: Sealed[T]) -> UUID:
        if not self._open:
            raise NotAskedFor("the door is closed: reveal inside the with block")
        if sealed.column not in self._fields:
            raise NotAskedFor(f"{sealed.column} was not asked for")
        if sealed.row is None:
            raise NotAskedFor(f"{sealed.column}: say which row it is from, with .of(row=…, person=…)")
        if sealed.about and sealed.person not in self._people:
            raise NotAskedFor(f"{sealed.column}: this person was not asked for")
        return sealed.row

    def close(self) -> None:
        self._open = False


@contextmanager
def phi_access(
    *,
    actor: Actor,
    purpose: PurposeOfUse,
    people: Iterable[UUID],
    fields: Iterable[str],
    beside: Iterable[str] = (),
    word: AuditWord = AuditWord.REVEAL,
    details: Mapping[str, str | int] | None = None,
) -> Iterator[Phi]:
    """Open the door for some sealed fields (`app.model.field`) of some people.

    `beside`: what the same page or mail shows of them in clear, fields or whole models; it is in the event, too.
    The event is committed before the block begins: no actor, no purpose, a refusal of `PHI_POLICY` or a failed
    insert (`DoorClosed`) means that nothing is decrypted. A list or a batch is one event with all its people.
    """
    asked_people, asked_fields = frozenset(people), frozenset(fields)
    purpose = PurposeOfUse(purpose)
    answer: Answer = import_string(settings.PHI_POLICY)(actor, purpose, asked_people, asked_fields)
    ledger.record_read(
        word=word,
        actor=actor,
        purpose=purpose,
        people=asked_people,
        fields=asked_fields.union(beside),
        outcome=Outcome.DENIED if answer.refusal else Outcome.GRANTED,
        details=_with_break_glass(details, answer.break_glass),
    )
    if answer.refusal:
        raise AccessRefused(answer.refusal)
    phi = Phi(asked_people, asked_fields)
    try:
        yield phi
    finally:
        phi.close()


def _with_break_glass(details: Mapping[str, str | int] | None, opened: UUID | None) -> dict[str, str | int]:
    """What is seen under emergency access says so in its event."""
    return {**(details or {}), **({"break_glass": str(opened)} if opened else {})}
