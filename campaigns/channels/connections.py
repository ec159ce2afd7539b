"""What an error of a request over HTTPS tells about the connection."""

from typing import Any


def never_connected(error: BaseException) -> bool:
    """Whether no connection came about (urllib3's words), so that nothing can have left."""
    names = {type(part).__name__ for part in _reasons(error)}
    return bool(names & {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"})


def _reasons(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting and len(found) < 20:
        part = waiting.pop()
        if isinstance(part, BaseException) and part not in found:
            found.append(part)
            waiting += [part.__cause__, part.__context__, getattr(part, "reason", None), *part.args]
    return found
