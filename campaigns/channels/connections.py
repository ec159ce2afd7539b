"""What a request over HTTPS tells about the connection."""

import ssl
import traceback
from collections.abc import Mapping
from typing import Any

_LONGEST_NUMBER = 7


def never_connected(error: BaseException) -> bool:
    """Whether no connection came about (urllib3's words), or the other side was not trusted, or the handshake broke
    off (RFC 8446, 4: no data before it is complete), so that nothing can have left.

    A fault of TLS after the handshake is none of these: it may be in the answer to what has arrived.
    """
    reasons = _reasons(error)
    names = {type(part).__name__ for part in reasons}
    no_connection = bool(names & {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"})
    return no_connection or any(_in_handshake(part) for part in reasons)


def asked_to_wait(headers: Mapping[str, Any]) -> int:
    """Seconds in Retry-After (RFC 9110, 10.2.3); a moment there is none: the breaker's own pauses do."""
    said = str(headers.get("Retry-After", ""))
    return int(said) if said.isascii() and said.isdecimal() and len(said) < _LONGEST_NUMBER else 0


def _in_handshake(error: BaseException) -> bool:
    """A certificate is looked at in the handshake alone; other errors tell by where they were raised."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return True
    frames = traceback.extract_tb(error.__traceback__)
    return any(frame.name == "do_handshake" and frame.filename == ssl.__file__ for frame in frames)


def _reasons(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting and len(found) < 20:
        part = waiting.pop()
        if isinstance(part, BaseException) and part not in found:
            found.append(part)
            waiting += [part.__cause__, part.__context__, getattr(part, "reason", None), *part.args]
    return found
