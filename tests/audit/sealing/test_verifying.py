"""What is not as it was sealed is found, and the first of it is named."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit.domain.seal_keys import text_of
from audit.models import AuditEvent, Seal
from audit.sealing import anchoring, chain
from audit.sealing.epochs import open_epoch
from clinic import process_role
from tests.audit.sealing.books import KEY, OTHER, forget, public, seal, tamper, verify, working_as, write


def found() -> tuple[str, int | None, int | None]:
    """What, seal, event."""
    finding = verify().finding
    assert finding is not None
    return str(finding.what), finding.seal, finding.event


COLUMNS = (
    "word, actor_kind, actor_id, actor_role, purpose, people, fields, outcome, place, address, details, categories,"
    " saw_protected"
)


def copied(event: int, **changed: str) -> str:
    """A statement that inserts a copy of an event."""
    columns = ("id", "occurred_at", "xid", "epoch", *COLUMNS.split(", "))
    values = ", ".join(changed.get(name, name) for name in columns)
    return (
        f"INSERT INTO audit_event ({', '.join(columns)}) OVERRIDING SYSTEM VALUE"
        f" SELECT {values} FROM audit_event WHERE id = {event}"
    )


@pytest.mark.parametrize(
    "change",
    [
        "actor_id = 'somebody else'",
        "occurred_at = occurred_at + interval '1 microsecond'",
        "people = array_append(people, gen_random_uuid())",
        "details = '{\"number\": 9}'",
        "saw_protected = NOT saw_protected",
        "address = '10.0.0.1'",
        "place = place || ' '",
    ],
)
def test_changed_event_is_named(ids: list[int], change: str) -> None:
    tamper(f"UPDATE audit_event SET {change} WHERE id = {ids[4]}")
    assert found() == ("changed", 2, ids[4])


def test_deleted_event_is_named(ids: list[int]) -> None:
    tamper(f"DELETE FROM audit_event WHERE id = {ids[3]}")
    assert found() == ("missing", 2, ids[3])


def test_first_of_several_is_named(ids: list[int]) -> None:
    tamper(f"DELETE FROM audit_event WHERE id IN ({ids[5]}, {ids[1]})")
    assert found() == ("missing", 1, ids[1])


@pytest.mark.parametrize("epoch", ["epoch", "gen_random_uuid()"])
def test_inserted_event_is_named(ids: list[int], epoch: str) -> None:
    tamper(copied(ids[4], id="900", epoch=epoch))
    assert found() == ("inserted", 2, 900)


@pytest.mark.parametrize(("behind", "seal_number"), [(2, 1), (5, 2), (6, 3)])
def test_event_inserted_behind_the_last_of_a_seal_is_named(ids: list[int], behind: int, seal_number: int) -> None:
    tamper(copied(ids[behind], id="900"))
    assert found() == ("inserted", seal_number, 900)


def test_event_inserted_before_the_first_is_named(ids: list[int]) -> None:
    tamper(copied(ids[0], id="900", xid="-5"))
    assert found() == ("inserted", 1, 900)


@pytest.mark.parametrize("column", ["xid", "epoch"])
def test_event_that_cannot_have_been_written_yet_is_named(ids: list[int], column: str) -> None:
    write(1)
    newest = AuditEvent.objects.latest("pk").pk
    tamper(copied(newest, id="900", **{column: {"xid": "xid + 100000", "epoch": "gen_random_uuid()"}[column]}))
    assert found() == ("inserted", None, 900)


def test_events_that_changed_places_are_named(ids: list[int]) -> None:
    first, second = (AuditEvent.objects.get(pk=ids[place]).xid for place in (3, 4))
    tamper(
        f"UPDATE audit_event SET xid = {second} WHERE id = {ids[3]}",
        f"UPDATE audit_event SET xid = {first} WHERE id = {ids[4]}",
    )
    what, number, event = found()
    assert (what in ("changed", "moved"), number, event in ids[3:5]) == (True, 2, True)


def test_event_moved_to_another_seal_is_named(ids: list[int]) -> None:
    last = AuditEvent.objects.get(pk=ids[6]).xid
    tamper(f"UPDATE audit_event SET xid = {last} WHERE id = {ids[3]}")
    assert found() == ("moved", 2, ids[3])


@pytest.mark.parametrize(
    "change",
    [
        "sealed_at = sealed_at + interval '1 second'",
        "total = total + 1",
        "root = sha256(root)",
        "leaves = sha256(leaves)",
        "event_ids = event_ids || event_ids",
        "until_id = until_id + 1",
        "hash = sha256(hash)",
        "signature = sha512(signature)",
        "old_signature = sha512(signature)",
        "previous = sha256(previous)",
        "kind = 'hand-over'",
        "epoch = gen_random_uuid()",
        "format = 2",
        "key_id = '0123456789abcdef'",
    ],
)
def test_changed_seal_is_named(ids: list[int], change: str) -> None:
    tamper(f"UPDATE audit_seal SET {change} WHERE number = 2")
    assert found() == ("seal", 2, None)


def test_removed_seal_is_named(ids: list[int]) -> None:
    tamper("DELETE FROM audit_seal WHERE number = 2")
    assert found() == ("seal", 2, None)


def test_book_sealed_again_with_another_key_is_found(ids: list[int]) -> None:
    forget()
    tamper("DELETE FROM audit_seal", "DELETE FROM audit_seal_key", "UPDATE audit_event SET actor_id = 'x'")
    seal(OTHER)
    assert found() == ("key", 1, None)


def test_end_cut_off_is_found_with_an_anchor_alone(ids: list[int]) -> None:
    anchor = anchoring.anchor_of(Seal.objects.get(number=3), KEY)
    tamper("DELETE FROM audit_seal WHERE number = 3", f"DELETE FROM audit_event WHERE id = {ids[6]}")
    assert str(verify().verdict) == "intact"
    finding = verify(anchor).finding
    assert finding is not None
    assert (str(finding.what), finding.seal) == ("truncated", 3)


def test_end_cut_off_is_found_by_receipts_that_were_left(ids: list[int]) -> None:
    tamper(
        "INSERT INTO audit_anchor_receipt (place, seal, tried_at, problem) VALUES ('x', 3, now(), '')",
        "DELETE FROM audit_seal WHERE number = 3",
        f"DELETE FROM audit_event WHERE id = {ids[6]}",
    )
    assert found() == ("truncated", 3, None)


def test_book_sealed_again_with_the_stolen_key_is_found_with_an_anchor(ids: list[int]) -> None:
    """By a sealer of the thief's own, which remembers nothing."""
    anchor = anchoring.anchor_of(Seal.objects.get(number=2), KEY)
    forget()
    tamper("DELETE FROM audit_seal", f"UPDATE audit_event SET actor_id = 'x' WHERE id = {ids[0]}")
    seal()
    seal_again = Seal.objects.count()
    assert (seal_again, str(verify().verdict)) == (1, "intact")
    assert "cut off" in verify(anchor).words


def test_emptied_book_is_incomplete_and_with_an_anchor_tampered(ids: list[int]) -> None:
    anchor = anchoring.anchor_of(Seal.objects.get(number=3), KEY)
    tamper("TRUNCATE audit_event", "TRUNCATE audit_seal")
    assert str(verify().verdict) == "incomplete"
    assert str(verify(anchor).verdict) == "tampered"


def test_all_seals_removed_with_their_receipts_is_incomplete(ids: list[int]) -> None:
    tamper("DELETE FROM audit_seal")
    assert (str(verify().verdict), verify().unsealed) == ("incomplete", 7)


def test_events_added_to_a_life_that_was_closed_are_found(ids: list[int]) -> None:
    with working_as(process_role.OWNER):
        open_epoch()
    write(1)
    seal()
    assert str(verify().verdict) == "intact"
    tamper(copied(ids[6], id="900", xid="xid + 1"))
    assert found()[0] == "inserted"


def test_unsealed_events_are_incomplete_after_a_minute(ids: list[int]) -> None:
    write(2)
    assert (str(verify().verdict), verify().unsealed) == ("intact", 2)
    new = "id NOT IN (SELECT id FROM kept_audit_event)"
    tamper(f"UPDATE audit_event SET occurred_at = now() - interval '61 seconds' WHERE {new}")
    assert str(verify().verdict) == "incomplete"
    seal()
    assert str(verify().verdict) == "intact"


def test_anchor_of_another_book_is_found(ids: list[int]) -> None:
    anchor = anchoring.anchor_of(Seal.objects.get(number=1), OTHER)
    assert str(verify(anchor).verdict) == "intact"  # it names a seal of ours, whoever signed it
    tamper("UPDATE audit_seal SET hash = sha256(hash) WHERE number = 1")
    assert str(verify(anchor).verdict) == "tampered"


# --- the command -------------------------------------------------------------------------------------------


def verified(*arguments: str) -> tuple[int, dict[str, Any]]:
    out, status = StringIO(), 0
    with working_as(process_role.AUDITOR):
        try:
            call_command("audit_verify", "--json", *arguments, stdout=out)
        except SystemExit as exit_:
            status = int(exit_.code or 0)
    return status, json.loads(out.getvalue())


def test_command_answers_by_exit_status(ids: list[int], settings: Any, tmp_path: Path) -> None:
    settings.AUDIT_SEAL_PUBLIC_KEYS = [key_text()]
    head = chain.head()
    assert head is not None
    mail = tmp_path / "saved.eml"
    mail.write_text(f"Subject: x\n\nPlease keep this.\n> {anchoring.anchor_of(head, KEY).line()}\n")
    assert verified()[0] == 0
    status, said = verified("--from-anchor", str(mail))
    assert (status, said["verdict"], said["anchors"], said["events"]) == (0, "intact", 1, 7)
    tamper("DELETE FROM audit_seal WHERE number = 3", f"DELETE FROM audit_event WHERE id = {ids[6]}")
    assert verified()[0] == 0
    status, said = verified("--from-anchor", str(mail))
    assert (status, said["first_bad"]["what"], said["first_bad"]["seal"]) == (1, "truncated", 3)
    tamper("DELETE FROM audit_seal")
    assert verified()[0] == 2


def test_command_refuses_a_file_without_anchors(tmp_path: Path, settings: Any) -> None:
    settings.AUDIT_SEAL_PUBLIC_KEYS = [key_text()]
    path = tmp_path / "nothing.txt"
    path.write_text("{}")
    with pytest.raises(CommandError, match="no anchor") as refused:
        call_command("audit_verify", "--from-anchor", str(path))
    assert refused.value.returncode == 2


def key_text() -> str:
    return text_of(public(KEY)[KEY.id])
