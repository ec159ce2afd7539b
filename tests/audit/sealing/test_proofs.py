"""A proof convinces somebody who has Python, one package and the public key; a changed one does not."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from audit.domain.actors import Actor
from audit.domain.seal_keys import text_of
from audit.enums import AuditWord
from audit.ledger import record_change
from audit.models import AuditEvent
from audit.sealing.proofs import NotAsSealed, proof_of_event
from tests.audit.sealing.books import KEY, OTHER, seal, tamper, write

CHECK = Path(settings.BASE_DIR) / "docs" / "checking-a-proof" / "check_proof.py"


def checked(proof: dict[str, Any], folder: Path, key: str = text_of(KEY.public), *files: Path) -> tuple[int, str]:
    path = folder / "proof.json"
    path.write_text(json.dumps(proof))
    return _ran(path, key, *files)


def _ran(*arguments: str | Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-I", CHECK, *arguments], capture_output=True, text=True)
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


def test_file_of_an_export_is_compared_with_what_was_signed(committing_db: None, tmp_path: Path) -> None:
    file = tmp_path / "exported.csv"
    file.write_text("when,what\n")
    word, system = AuditWord.EXPORT, Actor.system("test")
    record_change(word=word, actor=system, details={"sha256": sha256(file.read_bytes()).hexdigest()})
    seal()
    proof = proof_of_event(AuditEvent.objects.latest("pk").pk)
    assert proof is not None
    for shape in (proof, {"export": "1", "proof": proof}):
        assert checked(shape, tmp_path, text_of(KEY.public), file) == (0, "PROVED")
    file.write_text("when\n")
    refused = (1, "NOT PROVED: this event names another file, or none")
    assert checked(proof, tmp_path, text_of(KEY.public), file) == refused


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"proof": 1}', '{"seal": {}}'])
def test_what_is_no_proof_is_answered_with_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content)
    said = "Nothing was checked: this is not a proof as Revisit gives it, or the key is not a public key."
    assert _ran(path, text_of(KEY.public)) == (1, said)
    path.unlink()
    assert _ran(path, text_of(KEY.public)) == (1, f"{path} could not be read: No such file or directory")
