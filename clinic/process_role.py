"""Which database role a process works as. One process, one role: chosen here, by the command's name.

Standard library only: manage.py and run.py ask before the settings are read.
"""

import os

APPLICATION, OWNER, SEALER, AUDITOR = ROLES = ("application", "owner", "sealer", "auditor")
OVERRIDE = "REVISIT_DATABASE_ROLE"
URLS = {
    APPLICATION: "DATABASE_URL",
    OWNER: "DATABASE_OWNER_URL",
    SEALER: "DATABASE_SEALER_URL",
    AUDITOR: "DATABASE_AUDITOR_URL",
}
#: Whatever is not named works as the application.
ROLE_OF_COMMAND = {
    "migrate": OWNER,
    "bench": OWNER,  # makes databases of its own
    "prove": OWNER,
    "audit_open_epoch": OWNER,
    "audit_sealer": SEALER,
    "audit_verify": AUDITOR,
}
_begun: list[str] = []


def begin(command: str) -> None:
    """Say once, before the settings are read, which command this process is. Its children choose for themselves."""
    _begun[:] = [ROLE_OF_COMMAND.get(command, APPLICATION)]


def current() -> str:
    """This process's role; whatever the command, `REVISIT_DATABASE_ROLE` comes first."""
    role = os.environ.get(OVERRIDE) or (_begun[0] if _begun else APPLICATION)
    if role not in ROLES:
        raise SystemExit(f"{OVERRIDE}={role} is no role of ours. There are: {', '.join(ROLES)}.")
    return role
