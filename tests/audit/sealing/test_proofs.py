"""A proof convinces somebody who has Python, one package and the public key; a changed one does not."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from audit.domain.seal_keys import text_of
from audit.models import AuditEvent
from audit.sealing.proofs import NotAsSealed, proof_of_event
from tests.audit.sealing.books import KEY, OTHER, tamper, write

CHECK = Path(settings.BASE_DIR) / "docs" / "checking-a-proof" / "check_proof.py"


def checked(proof: dict[str, Any], folder: Path, key: str = text_of(KEY.public)) -> tuple[int, str]:
    path = folder / "proof.json"
    path.write_text(json.dumps(proof))
    done = subprocess.run([sys.executable, "-I", CHECK, path, key], capture_output=True, text=True)
    return done.returncode, done.stdout.partition(":")[0] or done.stderr.strip()


def test_each_event_of_a_seal_is_proved_to_an_outsider(ids: list[int], tmp_path: Path) -> None:
    for event in ids:
        proof = proof_of_event(event)
        assert proof is not None
        assert checked(proof, tmp_path) == (0, "PROVED")


@pytest.mark.parametrize(
    ("part", "value", "answer"),
    [
        ("line", "1\tsomething else\n", "NOT PROVED: the event is not in this seal"),
        ("index", 0, "NOT PROVED: the event is not in this seal"),
        ("size", 4, "NOT PROVED: the seal has another number of events"),
        ("path", [], "NOT PROVED: the path does not lead to a root"),
        ("signature", "00" * 64, "NOT PROVED: this key did not sign this seal"),
    ],
)
def test_changed_proof_proves_nothing(ids: list[int], tmp_path: Path, part: str, value: object, answer: str) -> None:
    proof = proof_of_event(ids[1])
    assert proof is not None
    assert checked({**proof, part: value}, tmp_path) == (1, answer)
    assert checked(proof, tmp_path, text_of(OTHER.public))[0] == 1


def test_unsealed_event_has_no_proof(ids: list[int]) -> None:
    write(1)
    assert proof_of_event(AuditEvent.objects.latest("pk").pk) is None


def test_event_that_was_changed_has_no_proof(ids: list[int]) -> None:
    tamper(f"UPDATE audit_event SET actor_id = 'x' WHERE id = {ids[1]}")
    with pytest.raises(NotAsSealed):
        proof_of_event(ids[1])
