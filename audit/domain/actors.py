"""Who acts. An actor is a kind and an opaque id, never a name."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    kind: str
    id: str
    role: str = ""

    @property
    def staff_id(self) -> UUID | None:
        """Who of the staff it is; None for anybody else."""
        return UUID(self.id) if self.kind == "staff" else None

    @classmethod
    def staff(cls, staff_id: UUID, role: str) -> Self:
        return cls("staff", str(staff_id), role)

    @classmethod
    def patient(cls, person_id: UUID) -> Self:
        """Somebody who holds a link made for this person."""
        return cls("patient", str(person_id))

    @classmethod
    def system(cls, name: str) -> Self:
        """A part of the system that acts by itself, such as `nightly-run`."""
        return cls("system", name)
