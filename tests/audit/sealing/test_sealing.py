"""Every committed event is sealed exactly once, whoever writes meanwhile."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from audit.domain.seals import BEGINNING_HASH, unpacked_ids
from audit.models import AuditEvent, Epoch, Seal
from audit.sealing import sealer
from audit.sealing.epochs import open_epoch
from clinic import process_role
from tests.audit.sealing.books import KEY, OTHER, public, seal, tamper, verify, working_as, write
from tests.database_roles import as_owner, as_role

pytestmark = pytest.mark.usefixtures("committing_db")
INSERT = (
    b"INSERT INTO audit_event (word, actor_kind, actor_id, actor_role, purpose, people, fields, outcome, place,"
    b" details, categories, saw_protected) VALUES ('change', 'system', 'late', '', '', '{}', '{}', 'granted', 'test',"
    b" '{}', '{}', false)"
)


def sealed_ids() -> list[int]:
    return [event for seal in Seal.objects.order_by("number") for event in unpacked_ids(bytes(seal.event_ids))]


def all_ids() -> list[int]:
    return sorted(AuditEvent.objects.values_list("pk", flat=True))


def test_nothing_new_makes_no_seal() -> None:
    assert seal() == []
    write(3)
    assert [one.events for one in seal()] == [3]
    assert seal() == []


def test_seals_are_numbered_and_chained_and_add_up() -> None:
    write(2)
    seal()
    write(3)
    seal()
    first, second = Seal.objects.order_by("number")
    assert (first.number, bytes(first.previous), first.total) == (1, BEGINNING_HASH, 2)
    assert (second.number, bytes(second.previous), second.total) == (2, bytes(first.hash), 5)
    assert (second.from_xid, second.from_id) == (first.until_xid, first.until_id)


def test_large_transaction_is_sealed_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "MOST_EVENTS", 4)
    with transaction.atomic():
        write(10)
    assert [one.events for one in seal()] == [4, 4, 2]
    assert sealed_ids() == all_ids()
    assert str(verify().verdict) == "intact"


def test_exactly_full_batch_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "MOST_EVENTS", 5)
    write(5)
    assert [one.events for one in seal()] == [5]
    assert str(verify().verdict) == "intact"


def test_open_transaction_holds_back_what_came_after_it_and_nothing_is_missed() -> None:
    with as_role(process_role.APPLICATION) as late:
        late.execute(b"BEGIN")
        late.execute(INSERT)
        write(2)
        assert seal() == []
        late.execute(b"COMMIT")
    assert [one.events for one in seal()] == [3]
    assert sorted(sealed_ids()) == all_ids()


def test_rolled_back_savepoint_is_not_sealed() -> None:
    with transaction.atomic():
        write(1, "kept")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            write(1, "gone")
            raise ZeroDivisionError
        write(1, "kept")
    assert [one.events for one in seal()] == [2]
    assert sorted(sealed_ids()) == all_ids()


def test_second_sealer_leaves_it_to_the_first() -> None:
    write(1)
    with as_role(process_role.SEALER) as first:
        first.execute(b"BEGIN")
        first.execute(b"SELECT pg_advisory_xact_lock(24225)")
        assert seal() == []
    assert len(seal()) == 1


def test_new_key_begins_with_a_hand_over_that_both_signed() -> None:
    write(1)
    seal(KEY)
    write(1)
    assert [(one.kind, one.key_id) for one in seal(OTHER, KEY)] == [("hand-over", OTHER.id), ("events", OTHER.id)]
    for trusted in (public(KEY), public(OTHER)):
        assert str(verify(trusted=trusted).verdict) == "intact"


def test_sealer_without_the_old_key_refuses_unless_told() -> None:
    write(1)
    seal(KEY)
    with pytest.raises(sealer.KeyNotHandedOver, match=KEY.id):
        seal(OTHER)
    seal(OTHER, without_old_key=True)
    assert verify(trusted=public(KEY)).words == f"Seal 2 is signed with key {OTHER.id}, which nobody vouches for."
    assert str(verify(trusted=public(KEY, OTHER)).verdict) == "intact"


def test_new_epoch_closes_one_chain_and_opens_the_next() -> None:
    write(2)
    seal()
    write(1)
    with working_as(process_role.OWNER):
        open_epoch()
    write(4)
    assert [(one.kind, one.events) for one in seal()] == [("events", 1), ("epoch", 0), ("events", 4)]
    assert Seal.objects.get(number=3).epoch == Epoch.objects.latest("opened_at").pk
    assert (str(verify().verdict), verify().events) == ("intact", 7)


def test_events_of_another_server_are_sealed_after_a_restore() -> None:
    """Its transactions had been counted further than this server's."""
    write(1)
    tamper("UPDATE audit_event SET xid = xid + 1000000")
    with working_as(process_role.OWNER):
        open_epoch()
    write(2)
    assert [(one.kind, one.events) for one in seal()] == [("events", 1), ("epoch", 0), ("events", 2)]
    assert str(verify().verdict) == "intact"


def test_restored_database_is_not_sealed_before_an_epoch_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    write(1)
    real, further = sealer._horizon, 1_000_000
    moment = real()
    later = sealer._Horizon(moment.oldest + further, moment.next + further, moment.now)
    monkeypatch.setattr(sealer, "_horizon", lambda: later)
    seal()
    monkeypatch.setattr(sealer, "_horizon", real)
    with pytest.raises(sealer.DatabaseWentBack, match="audit_open_epoch"):
        seal()


def test_change_of_a_seal_is_refused_to_the_owner_of_the_tables() -> None:
    write(1)
    seal()
    with as_owner() as cursor:
        cursor.execute(b"INSERT INTO audit_anchor_receipt (place, seal, tried_at, problem) VALUES ('x', 1, now(), '')")
        for table in ("audit_seal", "audit_seal_key", "audit_anchor_receipt", "audit_epoch"):
            for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
                with pytest.raises(psycopg.Error, match="append-only"):
                    cursor.execute(statement.encode())
            enabled = b"SELECT DISTINCT tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
            assert cursor.execute(enabled, [table]).fetchall() == [("A",)]  # in replica mode, too


def test_application_may_not_seal() -> None:
    write(1)
    with pytest.raises(DatabaseError, match="permission denied"):
        sealer.seal_next([KEY])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_seal")
        assert cursor.fetchone() == (0,)
