"""A server over TLS that takes a request, and answers it with bytes that are no TLS."""

import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def broken_after_the_body(context: ssl.SSLContext) -> Iterator[tuple[str, list[bytes]]]:
    """Its address, and what it got: one entry for each request."""
    got: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_serve, args=(listening, context, got), daemon=True).start()
    try:
        yield f"https://127.0.0.1:{listening.getsockname()[1]}", got
    finally:
        listening.close()


def _serve(listening: socket.socket, context: ssl.SSLContext, got: list[bytes]) -> None:
    with suppress(OSError):
        while True:
            accepted, _ = listening.accept()
            below = socket.socket(fileno=os.dup(accepted.fileno()))
            with suppress(OSError), below, context.wrap_socket(accepted, server_side=True) as secured:
                got.append(_request(secured))
                below.sendall(b"HTTP/1.1 502 Bad Gateway\r\n\r\n" * 4)


def _request(secured: ssl.SSLSocket) -> bytes:
    """Up to the end of the body, by its Content-Length."""
    read = secured.makefile("rb")
    head = b"".join(iter(read.readline, b"\r\n"))
    (length,) = (line.split(b":")[1] for line in head.splitlines() if line.lower().startswith(b"content-length:"))
    return head + read.read(int(length))
