"""Check that one event stood in a sealed access book: `python3 check_proof.py PROOF.json PUBLIC_KEY`.

Needs Python 3.11 and the package `cryptography`, and nothing of Revisit: it is short so that it can be read first.
PUBLIC_KEY is the one that the clinic (or its lawyer, or a saved mail) gave you, not the one in the proof.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def root_by_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 6962, section 2.1.1: from the leaf up, with the sibling of each level."""
    found, rest = leaf, list(path)
    while size > 1:
        if index ^ 1 < size:
            pair = [rest.pop(0), found] if index & 1 else [found, rest.pop(0)]
            found = hashlib.sha256(b"\x01" + b"".join(pair)).digest()
        index, size = index >> 1, (size + 1) >> 1
    if rest:
        raise ValueError("the path is too long")
    return found


def problem(proof: dict, public_key: str) -> str:
    """What is wrong with it; empty when the proof holds."""
    seal = proof["seal"]
    signed = b"revisit audit seal v1\n" + json.dumps(seal, sort_keys=True, separators=(",", ":")).encode()
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(public_key))
        key.verify(bytes.fromhex(proof["signature"]), signed)
    except InvalidSignature:
        return "this key did not sign this seal"
    if proof["size"] != seal["events"] or not 0 <= proof["index"] < proof["size"]:
        return "the seal has another number of events"
    leaf = hashlib.sha256(b"\x00" + proof["line"].encode()).digest()
    try:
        root = root_by_path(leaf, proof["index"], proof["size"], [bytes.fromhex(step) for step in proof["path"]])
    except (ValueError, IndexError):
        return "the path does not lead to a root"
    return "" if root.hex() == seal["root"] else "the event is not in this seal"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    content = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found = problem(content, sys.argv[2])
    if found:
        sys.exit(f"NOT PROVED: {found}")
    seal = content["seal"]
    print(f"PROVED: in seal {seal['number']}, made {seal['sealed_at']}, this event:\n{content['line']}", end="")
