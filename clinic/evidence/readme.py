"""The table of contents, in plain words."""

from collections.abc import Sequence

from audit.domain.evidence import EvidenceFile, Period

_HEAD = """# Evidence pack of {clinic}

Made on {made} for the days from {since} to {until} ({zone}).

This is what the system has on record, for somebody who looks into how the clinic protects patients' data. It holds no
patient's name, address or note: people are named by opaque ids, which mean something only inside the clinic. Members of
staff are named by id and log-in name. Whether what is here suffices is for whoever reads it to judge.

## What is in it

| file | what it is | 45 CFR Part 164 |
|---|---|---|
"""

_FOOT = """
## How to check it

- **That nothing in this pack was changed**: compare each file with its SHA-256 in `manifest.json` (`sha256sum` on
  Linux and macOS, `Get-FileHash` on Windows). The SHA-256 of the ZIP itself stands in the clinic's access book; under
  *Privacy desk, Exports* the clinic can hand you its signature, a proof that ends in a signed seal.
- **That the access book is whole**: `book/verification.json` is the answer of `audit_verify` at the moment this pack
  was made. Ask to see it run, with an anchor that an outside place keeps: `audit_verify --from-anchor FILE`. Without
  an anchor nobody can tell that the end was cut off.
- **Seals**: each is signed with Ed25519 by the key whose public half is in `book/seal-status.json`, and holds the hash
  of the one before it. Get the public key from somebody else, too.
- Times with `+00:00` are UTC. Lists hold the days asked for; agreements, trainings and grants in force are listed
  whenever they began.
"""


def readme(clinic: str, asked: Period, files: Sequence[EvidenceFile]) -> str:
    head = _HEAD.format(
        clinic=clinic, made=f"{asked.at:%Y-%m-%d %H:%M} UTC", since=asked.since, until=asked.until, zone=asked.zone
    )
    lines = (f"| `{file.name}` | {file.what} | {file.supports} |\n" for file in files)
    return head + "".join(lines) + _FOOT
