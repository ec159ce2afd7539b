"""Which keys this process has: the sealer alone its private ones, everybody the public ones."""

from pathlib import Path

from django.conf import settings

from audit.domain.seal_keys import SigningKey, public_keys_of


class NoSealKey(RuntimeError):
    """There is no private key to seal with."""


def signing_keys() -> list[SigningKey]:
    """The newest first, which signs; older ones after it only hand over. Raises `NoSealKey`, `BadKey`."""
    texts = list(settings.AUDIT_SEAL_KEY) or _in_file(settings.AUDIT_SEAL_KEY_FILE)
    if not texts:
        raise NoSealKey("There is no key to seal with: name AUDIT_SEAL_KEY or AUDIT_SEAL_KEY_FILE to the sealer.")
    return [SigningKey(text) for text in texts]


def trusted_keys() -> dict[str, bytes]:
    """Key id → public key: those that whoever verifies vouches for. Raises `BadKey`."""
    return public_keys_of(settings.AUDIT_SEAL_PUBLIC_KEYS)


def _in_file(path: str) -> list[str]:
    """One key a line. A file that is not there holds none."""
    return Path(path).read_text().split() if path and Path(path).exists() else []
