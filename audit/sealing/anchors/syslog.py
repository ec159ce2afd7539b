"""`syslog:///dev/log`, `syslog://host:514` (UDP), `syslog+tcp://`, `syslog+tls://host:6514`: one RFC 5424 message.

A datagram is not acknowledged: a receipt for one says that it was handed over, no more. Streams frame by octet
counting (RFC 6587, RFC 5425).
"""

import os
import socket
import ssl
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from audit.domain.anchors import Anchor
from audit.sealing.anchors.place import AnchorFailed

_PRIORITY = 13 * 8 + 5  # facility "log audit", severity "notice" (RFC 5424, 6.2.1)
_SECONDS = 10
_PORTS = {"syslog": 514, "syslog+tcp": 601, "syslog+tls": 6514}


class SyslogPlace:
    def __init__(self, url: str, every: timedelta) -> None:
        parts = urlsplit(url)
        self.every, self._scheme = every, parts.scheme
        self._host, self._port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        self._socket = "" if self._host else unquote(parts.path)
        if not self._host and (not self._socket or self._scheme != "syslog"):
            raise ValueError("name a host, or a socket as in syslog:///dev/log")
        where = self._socket or f"//{self._host}:{self._port}"
        self.name = f"{self._scheme}:{where}"

    def tell(self, anchor: Anchor) -> None:
        message = message_of(anchor, datetime.now(UTC), socket.gethostname(), os.getpid())
        try:
            if self._scheme == "syslog":
                self._send_datagram(message)
            else:
                self._send_stream(b"%d %s" % (len(message), message))
        except OSError as error:
            raise AnchorFailed(error.strerror or type(error).__name__) from error

    def _send_datagram(self, message: bytes) -> None:
        family, address = self._datagram_address()
        with socket.socket(family, socket.SOCK_DGRAM) as out:
            out.settimeout(_SECONDS)
            out.connect(address)
            out.send(message)

    def _datagram_address(self) -> tuple[int, Any]:
        if self._socket:
            return socket.AF_UNIX, self._socket
        family, _, _, _, address = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_DGRAM)[0]
        return family, address

    def _send_stream(self, frame: bytes) -> None:
        with socket.create_connection((self._host, self._port), timeout=_SECONDS) as plain:
            if self._scheme == "syslog+tcp":
                return plain.sendall(frame)
            with ssl.create_default_context().wrap_socket(plain, server_hostname=self._host) as secured:
                secured.sendall(frame)


def message_of(anchor: Anchor, at: datetime, host: str, process: int) -> bytes:
    header = f"<{_PRIORITY}>1 {at.isoformat(timespec='milliseconds')} {host or '-'} revisit {process} audit-anchor -"
    return f"{header} {anchor.line()}".encode()
