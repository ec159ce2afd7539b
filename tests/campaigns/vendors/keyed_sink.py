"""A real HTTP server in the place of a mail service that takes each key once: Resend's header, or Brevo's field."""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any

from tests.http_sink import Quiet, address_of, served


@dataclass
class KeyedSink:
    """`got`: (key, body) of each request; `taken`: key → body of those that it will send. `hangs_up`: it takes the
    message and never answers. `status`, `answer`: instead of what it would say."""

    hangs_up: bool = False
    status: int = 0
    answer: Any = None
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    url: str = ""

    def take(self, key: str, body: dict[str, Any]) -> tuple[int, Any]:
        self.got.append((key, body))
        if self.status:
            return self.status, self.answer
        if self.taken.setdefault(key, body) != body:
            return 409, {"statusCode": 409, "name": "invalid_idempotent_request", "message": "another payload"}
        return 200, {"id": f"re-{len(self.taken)}", "messageId": f"<br-{len(self.taken)}@brevo.example>"}


def started(sink: KeyedSink) -> ThreadingHTTPServer:
    class Handler(Quiet):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            key = self.headers["Idempotency-Key"] or body.get("headers", {}).get("idempotencyKey", "")
            status, answer = sink.take(key, body)
            if sink.hangs_up:
                self.close_connection = True
                return
            raw = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            with suppress(OSError):  # nobody waits any more
                self.wfile.write(raw)

    server = served(Handler)
    sink.url = address_of(server)
    return server
