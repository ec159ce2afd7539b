"""What the policy says to somebody who asks at the door."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Answer:
    """`refusal` is None when allowed, else why not (field names, never values).

    `break_glass` names the emergency access without which the answer would have been no.
    """

    refusal: str | None = None
    break_glass: UUID | None = None
