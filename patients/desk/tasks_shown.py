"""Tasks of the desk as lines and as one page: who, what they wrote, when they would like to come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from audit.domain.actors import Actor
from audit.door import Phi, phi_access
from audit.enums import AuditWord, PurposeOfUse
from clinic.staff_names import names_of
from patients.desk.revealed import NAMES
from patients.domain.full_name import full_name
from patients.domain.phone import readable
from patients.enums import DayPart
from patients.models import DeskTask
from patients.operations.desk_tasks import OPEN

TASK = "patients.desktask"
_NAME_FIELDS = tuple(f"patients.person.{name}" for name in NAMES)
_REACHED_BY = ("patients.person.phone", "patients.person.email", "patients.person.confidential_email")
_TYPED = tuple(f"{TASK}.{name}" for name in ("contact_name", "contact_email", "contact_phone", "words"))
LISTED = (*_NAME_FIELDS, f"{TASK}.contact_name")
OPENED = (*_NAME_FIELDS, *_REACHED_BY, *_TYPED)
#: The columns in clear that the list and the page show.
BESIDE_LIST = (TASK,)
BESIDE_PAGE = (TASK, "patients.appointment")
_NOBODY = "(no name)"


@dataclass(frozen=True, slots=True)
class Wish:
    day: date
    part: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """`taken_by`: the log-in name of the colleague who is on it, or of who ended it."""

    task: DeskTask
    name: str
    taken_by: str
    is_late: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class TaskShown:
    """One task with everything that helps to do it. What was typed is shown beside what the record says."""

    line: TaskLine
    phone: str
    email: str
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def wishes(self) -> list[Wish]:
        return wishes_of(self.line.task)


def wishes_of(task: DeskTask) -> list[Wish]:
    return [Wish(date.fromisoformat(one["day"]), DayPart(one["part"]).label.lower()) for one in task.preferred]


def lines_of(rows: Sequence[DeskTask], *, by: Actor, purpose: PurposeOfUse, now: datetime) -> list[TaskLine]:
    """Names under one event for the list; `rows` come with their people."""
    staff = names_of(_ids(word for task in rows for word in (task.taken_by, task.ended_by)))
    with phi_access(
        actor=by, purpose=purpose, people=_people(rows), fields=LISTED, beside=BESIDE_LIST, word=AuditWord.LIST
    ) as phi:
        return [_line(task, _name(task, phi), staff, now) for task in rows]


def shown(task: DeskTask, *, by: Actor, purpose: PurposeOfUse, now: datetime) -> TaskShown:
    """All of one task, under one event."""
    person, staff = task.person, names_of(_ids((task.taken_by, task.ended_by)))
    with phi_access(
        actor=by, purpose=purpose, people=_people([task]), fields=OPENED, beside=BESIDE_PAGE,
        details={"task": str(task.pk)},
    ) as phi:  # fmt: skip
        typed = {name: phi.reveal(getattr(task, name)) or "" for name in ("contact_email", "contact_phone", "words")}
        phone = (phi.reveal(person.phone) if person else None) or ""
        email = (phi.reveal(person.confidential_email) or phi.reveal(person.email) if person else None) or ""
        line = _line(task, _name(task, phi), staff, now)
    typed["contact_phone"] = readable(typed["contact_phone"])
    return TaskShown(line, readable(phone), email, typed)


def _line(task: DeskTask, name: str, staff: dict[UUID, str], now: datetime) -> TaskLine:
    is_open = task.state in OPEN
    whose = task.taken_by if is_open else task.ended_by
    return TaskLine(
        task=task,
        name=name,
        taken_by=staff.get(UUID(whose), "the patient") if whose else "",
        is_late=is_open and task.due_at is not None and task.due_at < now,
        is_open=is_open,
    )


def _name(task: DeskTask, phi: Phi) -> str:
    """The record's; of somebody whom nobody has recognised yet, what they typed."""
    if task.person is None:
        return phi.reveal(task.contact_name) or _NOBODY
    return full_name(phi.reveal(task.person.given_name) or "", phi.reveal(task.person.family_name) or "") or _NOBODY


def _people(rows: Iterable[DeskTask]) -> set[UUID]:
    return {task.person_id for task in rows if task.person_id}


def _ids(words: Iterable[str]) -> set[UUID]:
    return {UUID(word) for word in words if word}
