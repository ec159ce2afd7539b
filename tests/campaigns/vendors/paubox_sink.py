"""A real HTTP server in Paubox's place: keeps what it gets, answers as documented, as it is told, or not at all."""

import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from tests.http_sink import Quiet, address_of, served

KEY = "0123456789abcdef"


def tracking(number: int) -> str:
    return str(UUID(int=number))


def receipt(tracking_id: str, status: str, **more: str) -> dict[str, Any]:
    """As documented: https://docs.paubox.com/email-api, MessageReceiptResponse."""
    told = {"deliveryStatus": status, "openedStatus": "not opened"} | more
    deliveries = [{"recipient": "ana@mail.example", "status": told}]
    message = {"id": f"<{tracking_id}@clinic.example>", "message_deliveries": deliveries}
    return {"sourceTrackingId": tracking_id, "data": {"message": message}}


@dataclass
class PauboxSink:
    """`answer`: instead of the documented one. `receipts`: of each tracking id; 404 for others."""

    status: int = 200
    answer: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    receipts: dict[str, Any] = field(default_factory=dict)
    hangs_up: bool = False
    is_cut: bool = False
    waits: float = 0
    got: list[tuple[str, str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    url: str = ""
    taken_so_far: int = 0

    def taken(self, path: str, told: Any) -> Any:
        if path.endswith("/bulk_messages"):
            return {"messages": [self._one(message) for message in told["data"]["messages"]]}
        return self._one(told["data"]["message"])

    def _one(self, message: dict[str, Any]) -> dict[str, Any]:
        own = {name: value for name, value in message["headers"].items() if name.lower().startswith("x-")}
        self.taken_so_far += 1
        return {"sourceTrackingId": tracking(self.taken_so_far), "customHeaders": own, "data": "Service OK"}


def started(sink: PauboxSink) -> ThreadingHTTPServer:
    class Handler(Quiet):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            sink.got.append((self.path, self.headers["Authorization"], told))
            if sink.hangs_up:
                self.close_connection = True
                return
            self._say(sink.status, sink.taken(self.path, told) if sink.answer is None else sink.answer)

        def do_GET(self) -> None:
            (tracking_id,) = parse_qs(urlsplit(self.path).query)["sourceTrackingId"]
            sink.asked.append(tracking_id)
            if sink.hangs_up:
                self.close_connection = True
            elif sink.status != 200 or sink.answer is not None:
                self._say(sink.status, sink.answer)
            elif tracking_id in sink.receipts:
                self._say(200, sink.receipts[tracking_id])
            else:
                missing = {"errors": [{"code": 404, "title": "Message was not found"}], "sourceTrackingId": tracking_id}
                self._say(404, missing)

        def _say(self, status: int, answer: Any) -> None:
            time.sleep(sink.waits)
            raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in sink.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            with suppress(OSError):  # nobody waits any more
                self.wfile.write(raw[: len(raw) // 2] if sink.is_cut else raw)
            self.close_connection = sink.is_cut

    server = served(Handler)
    sink.url = address_of(server)
    return server
