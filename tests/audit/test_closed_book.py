"""The book cannot be written, for real reasons: no plaintext leaves, pages answer 503, and staff are told."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client

from audit.domain.actors import Actor
from audit.door_connection import DoorClosed, close_everywhere
from audit.enums import AuditWord, PurposeOfUse
from audit.ledger import record_change, record_read
from audit.models import AuditEvent
from clinic import book_alarm
from clinic.embedded_postgres.account import server_account
from clinic.enums import Role
from clinic.models import Notice, Staff
from patients.models import Person
from tests.conftest import CommittingDatabase
from tests.database_roles import as_owner, as_superuser, closed_book
from tests.desk_people import house, patient, signed_in, staff

CANARY = "Canarygiven"
SOMEBODY = Actor.system("test-closed-book")
Fault = Callable[[Path], AbstractContextManager[None]]


@contextmanager
def right_revoked(_: Path) -> Iterator[None]:
    with closed_book():
        yield


@contextmanager
def table_locked(_: Path) -> Iterator[None]:
    with as_owner() as cursor, cursor.connection.transaction():
        cursor.execute("LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def table_gone(_: Path) -> Iterator[None]:
    with as_owner() as cursor:
        cursor.execute("ALTER TABLE audit_event RENAME TO elsewhere")
        try:
            yield
        finally:
            cursor.execute("ALTER TABLE elsewhere RENAME TO audit_event")


@contextmanager
def disk_full(folder: Path) -> Iterator[None]:
    """The book on a file system of its own, which has no room left."""
    with small_file_system(folder), as_superuser() as cursor:
        space = f"tiny_{uuid4().hex}"
        cursor.execute(f"CREATE TABLESPACE {space} LOCATION '{folder}'".encode())
        try:
            cursor.execute(f"ALTER TABLE audit_event SET TABLESPACE {space}".encode())
            fill(folder)
            yield
        finally:
            (folder / "filler").unlink(missing_ok=True)
            cursor.execute("ALTER TABLE audit_event SET TABLESPACE pg_default")
            cursor.execute(f"DROP TABLESPACE {space}".encode())


@contextmanager
def small_file_system(folder: Path) -> Iterator[None]:
    account = server_account()
    options = f"size=1m,mode=0700,uid={account.uid},gid={account.gid}"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("this machine lets us mount no file system")
    try:
        yield
    finally:
        # Lazily: a process of the server may still hold a file there. The folder itself is free at once.
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> None:
    with (folder / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError, match="No space left"):
        while True:
            filler.write(b"x" * 4096)
    with pytest.raises(DoorClosed) as closed:
        for _ in range(1000):
            read_something()
    assert closed.value.__cause__.__cause__.sqlstate == "53100"  # type: ignore[union-attr]


def read_something() -> None:
    record_read(word=AuditWord.LIST, actor=SOMEBODY, purpose=PurposeOfUse.OPERATIONS, people=[], fields=[])


FAULTS: dict[str, Fault] = {
    "right revoked": right_revoked,
    "table locked": table_locked,
    "table gone": table_gone,
    "disk full": disk_full,
}


@pytest.fixture
def reachable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that the server's account can go to."""
    folder = Path("/tmp") / f"revisit-test-{uuid4().hex}"
    folder.mkdir(mode=0o711)
    yield folder
    folder.rmdir()


@pytest.fixture
def alarm_on(quiet_alarm: None, settings: Any) -> Iterator[None]:
    settings.BOOK_ALARM = "clinic.book_alarm.tell_staff"
    settings.ALARM_EMAILS = ["officer@clinic.example", "boss@clinic.example"]
    book_alarm._last.clear()
    yield
    book_alarm.wait()


@pytest.fixture
def person(committing_db: CommittingDatabase) -> Person:
    house()
    return patient(CANARY)


@pytest.fixture
def clerk(person: Person) -> Staff:
    return staff()


@pytest.fixture
def desk(clerk: Staff) -> Client:
    client = signed_in(clerk)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("page", ["person", "the way out", "look-up"])
def test_page_is_503_without_plaintext_and_staff_are_told(
    person: Person, desk: Client, alarm_on: None, reachable: Path, fault: str, page: str
) -> None:
    pages = {
        "person": lambda: desk.get(f"/admin/desk/person/{person.pk}/"),
        "the way out": lambda: desk.post("/admin/logout/"),
        "look-up": lambda: desk.post("/admin/desk/look-up/", {"term": CANARY}),
    }
    if page == "person":
        assert CANARY in pages[page]().content.decode()
    with FAULTS[fault](reachable):
        answer = pages[page]()
        told = alarms()
    assert (answer.status_code, CANARY in answer.content.decode(), answer["Retry-After"]) == (503, False, "30")
    assert told == [("book-closed", Role.ADMINISTRATOR), ("book-closed", Role.PRIVACY_OFFICER)]
    if page == "person":
        close_everywhere()
        assert CANARY in pages[page]().content.decode()


def alarms() -> list[tuple[str, str]]:
    book_alarm.wait()
    return list(Notice.objects.order_by("audience").values_list("alert", "audience"))


def test_mail_goes_out_where_the_database_takes_no_alert(
    person: Person, desk: Client, alarm_on: None, mail_folder: Path
) -> None:
    with closed_book(), as_owner() as cursor:
        cursor.execute("REVOKE INSERT ON clinic_notice FROM revisit")
        answers = [desk.get(f"/admin/desk/person/{person.pk}/").status_code for _ in range(3)]
        book_alarm.wait()
    mails = sorted(path.read_text() for path in mail_folder.glob("*.eml"))
    assert (answers, len(mails)) == ([503] * 3, 2)
    assert [("42501" in mail, CANARY in mail) for mail in mails] == [(True, False)] * 2
    assert ["To: boss@clinic.example" in mails[0] or "To: boss@clinic.example" in mails[1]] == [True]


def test_alarm_that_fails_leaves_the_answer_as_it_is(
    person: Person, desk: Client, alarm_on: None, settings: Any
) -> None:
    settings.BOOK_ALARM = "clinic.book_alarm.nothing_of_the_kind"
    with closed_book():
        assert desk.get(f"/admin/desk/person/{person.pk}/").status_code == 503


def test_database_that_is_away_is_a_503_too(person: Person, desk: Client, alarm_on: None, mail_folder: Path) -> None:
    with as_superuser() as cursor:
        cursor.execute("ALTER ROLE revisit NOLOGIN")
        try:
            connection.close()
            close_everywhere()
            answer = desk.get(f"/admin/desk/person/{person.pk}/")
            book_alarm.wait()
        finally:
            cursor.execute("ALTER ROLE revisit LOGIN")
    assert (answer.status_code, CANARY in answer.content.decode(), len(list(mail_folder.glob("*.eml")))) == (
        503, False, 2,
    )  # fmt: skip


def test_change_that_cannot_be_written_down_does_not_happen(person: Person) -> None:
    with table_locked(Path()), pytest.raises(DoorClosed), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(city="Elsewhere")
        record_change(word=AuditWord.CHANGE, actor=SOMEBODY)
    person.refresh_from_db()
    assert person.city == ""


def test_waits_are_bounded_afterwards_as_they_were_before(committing_db: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '7s'")
        number = record_change(word=AuditWord.CHANGE, actor=SOMEBODY)
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("7s",)
    with connection.cursor() as cursor:
        record_change(word=AuditWord.CHANGE, actor=SOMEBODY)
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
    assert AuditEvent.objects.filter(pk=number).exists()
