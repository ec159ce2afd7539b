"""Check that one event stood in a sealed access book: `python3 check_proof.py PROOF.json PUBLIC_KEY [FILE]`.

PROOF is a proof, or the signature of an export; then FILE, the exported file, is compared with what was signed.
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


def digest_problem(line: str, path: str) -> str:
    """The event that ends an export says which bytes it was."""
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return "" if f'"sha256": "{digest}"' in line else "this event names another file, or none"


def main(path: str, public_key: str, exported: str = "") -> None:
    content = json.loads(Path(path).read_text(encoding="utf-8"))
    proof = content["proof"] if isinstance(content.get("proof"), dict) else content
    found = problem(proof, public_key) or (exported and digest_problem(proof["line"], exported))
    if found:
        sys.exit(f"NOT PROVED: {found}")
    seal, same = proof["seal"], ", and the file is the one it names" if exported else ""
    print(f"PROVED: in seal {seal['number']}, made {seal['sealed_at']}, this event{same}:\n{proof['line']}", end="")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except OSError as error:
        sys.exit(f"{error.filename} could not be read: {error.strerror}")
    except (ValueError, KeyError, AttributeError, TypeError):
        sys.exit("Nothing was checked: this is not a proof as Revisit gives it, or the key is not a public key.")
