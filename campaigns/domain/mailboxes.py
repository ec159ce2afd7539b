"""One mailbox, written in several ways."""


def spellings(address: str) -> tuple[str, ...]:
    """As it is written, and with a domain of other letters both as people and as machines write it (RFC 5891). Servers
    report the one, patients give the other. Nothing for what is no address."""
    local, _, domain = address.strip().strip("<>").rpartition("@")
    if not local or not domain or len(address) > 320:
        return ()
    ways = (domain, _as_machines_do(domain), _as_people_do(domain))
    return tuple(dict.fromkeys(f"{local}@{way}" for way in ways if way))


def _as_machines_do(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _as_people_do(domain: str) -> str:
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return ""
