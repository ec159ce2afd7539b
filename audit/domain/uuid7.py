"""Time-ordered ids made by the client (RFC 9562, version 7)."""

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """48 bits of Unix milliseconds, then 74 random bits around the version and variant marks."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    return UUID(
        int=(milliseconds & (1 << 48) - 1) << 80
        | 0x7 << 76
        | (random >> 62) << 64
        | 0b10 << 62
        | random & (1 << 62) - 1
    )
