"""A real HTTP server in Twilio's place: keeps what it gets, answers as it is told, or not at all."""

import json
import time
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from tests.http_sink import Quiet, address_of, served

SID = "SM" + "0123456789abcdef" * 2
ACCOUNT = "AC" + "0" * 32
#: As documented: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
CREATED: dict[str, Any] = {
    "account_sid": ACCOUNT, "api_version": "2010-04-01", "body": "…", "date_created": "Mon, 15 Jun 2026 15:00:00 +0000",
    "date_sent": None, "date_updated": "Mon, 15 Jun 2026 15:00:00 +0000", "direction": "outbound-api",
    "error_code": None, "error_message": None, "from": "+12175550100", "messaging_service_sid": None, "num_media": "0",
    "num_segments": "1", "price": None, "price_unit": None, "sid": SID, "status": "queued", "subresource_uris": {},
    "to": "+12175550123", "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{SID}.json",
}  # fmt: skip


def refusal(code: int, status: int = 400) -> dict[str, Any]:
    """As documented: https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions"""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return {"code": code, "message": "no", "more_info": more, "status": status}


@dataclass
class TwilioSink:
    status: int = 201
    answer: Any = field(default_factory=lambda: dict(CREATED))
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    waits: float = 0
    got: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def body(self) -> bytes:
        return self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()


def started(sink: TwilioSink) -> ThreadingHTTPServer:
    class Handler(Quiet):
        protocol_version = "HTTP/1.0"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(raw).items()}
            sink.got.append((self.path, self.headers["Authorization"], form))
            if sink.hangs_up:
                self.close_connection = True
                return
            time.sleep(sink.waits)
            self.send_response(sink.status)
            self.send_header("Content-Length", str(len(sink.body())))
            for name, value in sink.headers.items():
                self.send_header(name, value)
            if 300 <= sink.status < 400:
                self.send_header("Location", f"{sink.url}/elsewhere")
            self.end_headers()
            self.wfile.write(sink.body())

    server = served(Handler)
    sink.url = address_of(server)
    return server
