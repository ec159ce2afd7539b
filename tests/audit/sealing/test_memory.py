"""A sealer builds on the seal it made last, and on no other."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from audit.models import Seal
from audit.sealing import memory, sealer
from audit.sealing.memory import ChainNotRemembered
from clinic import process_role
from tests.audit.sealing.books import KEY, OTHER, seal, tamper, verify, working_as, write


def take_up() -> Seal | None:
    with working_as(process_role.SEALER):
        return sealer.take_up([KEY])


@pytest.mark.parametrize(
    "changes",
    [
        ("DELETE FROM audit_event WHERE id = {}", "DELETE FROM audit_seal", "DELETE FROM audit_anchor_receipt"),
        ("DELETE FROM audit_event WHERE id = {}", "DELETE FROM audit_seal WHERE number >= 2"),
        ("UPDATE audit_seal SET total = 999, hash = sha256(hash) WHERE number = 3",),
        ("UPDATE audit_seal SET until_xid = until_xid + 1 WHERE number = 3",),
        ("UPDATE audit_seal SET number = 4 WHERE number = 3",),
    ],
)
def test_rewritten_chain_is_not_sealed_again(ids: list[int], changes: tuple[str, ...]) -> None:
    tamper(*(change.format(ids[1]) for change in changes))
    before = Seal.objects.count()
    write(2)
    with pytest.raises(ChainNotRemembered, match="--take-up"):
        seal()
    assert (Seal.objects.count(), str(verify().verdict) == "intact") == (before, False)


def test_sealer_that_was_killed_before_it_remembered_goes_on(ids: list[int]) -> None:
    state = Path(settings.AUDIT_SEALER_STATE)
    before = state.read_text()
    for _ in range(3):
        write(1)
        seal()
        state.write_text(before)  # as after kill -9 between the commit and the file
        assert seal() == []
        before = state.read_text()
    assert (Seal.objects.count(), str(verify().verdict)) == (6, "intact")


def test_sealer_that_was_killed_after_its_first_seal_goes_on(committing_db: object) -> None:
    write(1)
    seal()
    Path(settings.AUDIT_SEALER_STATE).unlink()
    write(1)
    assert [one.number for one in seal()] == [2]


@pytest.mark.parametrize("content", ["", "[]", '{"number":3}', '{"number":"x","hash":"","epoch":""}'])
def test_memory_that_cannot_be_read_is_not_passed_over(ids: list[int], content: str) -> None:
    Path(settings.AUDIT_SEALER_STATE).write_text(content)
    with pytest.raises(ChainNotRemembered):
        seal()


def test_lost_memory_is_not_passed_over(ids: list[int]) -> None:
    Path(settings.AUDIT_SEALER_STATE).unlink()
    with pytest.raises(ChainNotRemembered):
        seal()


def test_seal_ahead_that_another_key_signed_is_not_taken(ids: list[int]) -> None:
    state = Path(settings.AUDIT_SEALER_STATE)
    before = state.read_text()
    write(1)
    seal(OTHER, KEY)
    tamper("DELETE FROM audit_seal WHERE number = 5")
    state.write_text(before)
    with pytest.raises(ChainNotRemembered):
        seal(KEY)


def test_chain_that_is_taken_up_by_hand_keeps_a_mark(ids: list[int]) -> None:
    tamper("DELETE FROM audit_seal WHERE number = 3")
    mark = take_up()
    assert mark is not None
    assert (mark.number, mark.kind, mark.key_id, mark.old_key_id) == (3, "hand-over", KEY.id, KEY.id)
    assert [one.number for one in seal()] == [4]
    found = verify()
    assert (str(found.verdict), found.events, found.remarks) == (
        "intact",
        7,
        ["Seal 3: the sealer was told to go on from there by hand."],
    )


def test_book_without_any_seal_can_be_taken_up(ids: list[int]) -> None:
    tamper("DELETE FROM audit_seal")
    take_up()
    assert [one.events for one in seal()] == [7]
    assert (str(verify().verdict), len(verify().remarks)) == ("intact", 1)


def test_forged_head_is_not_taken_up(ids: list[int]) -> None:
    tamper("UPDATE audit_seal SET total = 999 WHERE number = 3")
    with pytest.raises(ChainNotRemembered):
        take_up()


def test_second_sealer_of_this_machine_waits_for_its_turn(ids: list[int]) -> None:
    write(1)
    with memory.of_settings().held():
        assert seal() == []
    assert len(seal()) == 1


def test_command_says_what_to_do(ids: list[int]) -> None:
    Path(settings.AUDIT_SEALER_STATE).unlink()
    with working_as(process_role.SEALER), pytest.raises(CommandError, match="--take-up"):
        call_command("audit_sealer", "--once")
