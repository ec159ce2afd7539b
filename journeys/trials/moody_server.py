"""A mail service that can be told to misbehave: `python -m journeys.trials.moody_server smtp|http FOLDER`. It says its
port on the first line and ends on SIGTERM. In the folder: its certificate and key (smtp), `mood.json` (`moods.Mood`),
what it took (`journal.jsonl`: [message id, address]) and how it misbehaved (`misdeeds.jsonl`: `misdeeds.Misdeed`)."""

import asyncio
import json
import os
import signal
import ssl
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from journeys.trials.moods import At, Mood, Then, Told
from journeys.trials.requests_of_vendors import ANOTHER_BODY, Request, answer, letters, said
from journeys.trials.smtp_server import HOST, message_id_in

_LIMIT = 2**22
_NOT_NOW = b"503 not now\r\n"


class Sink:
    def __init__(self, folder: Path) -> None:
        self.told = Told(folder)
        self.keys: dict[str, Mapping[str, Any]] = {}  # with which a request was taken → what it said
        self._journal, self._misdeeds = (_opened(folder / f"{name}.jsonl") for name in ("journal", "misdeeds"))

    def take(self, message_id: str, address: str) -> None:
        os.write(self._journal, (json.dumps([message_id, address]) + "\n").encode())

    async def misbehave(self, mood: Mood, talk: "Talk", addresses: Sequence[str]) -> bool:
        """Whether the talk goes on."""
        for address in addresses or [""]:
            os.write(self._misdeeds, (json.dumps([mood.at, mood.say, address]) + "\n").encode())
        talk.writer.write(mood.say.encode("latin-1"))
        with suppress(OSError):
            await talk.writer.drain()
            if mood.then == Then.WAIT:
                await talk.reader.read()
        if mood.then == Then.RESET:
            talk.writer.transport.abort()
        return mood.then == Then.GO_ON


class Talk:
    """One connection."""

    def __init__(self, sink: Sink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sink, self.reader, self.writer = sink, reader, writer


class SmtpTalk(Talk):
    context: ssl.SSLContext
    address = ""
    is_refused = False

    async def go_on(self) -> None:
        if not await self._says(At.GREETING, b"220 sink\r\n"):
            return
        while line := await self.reader.readline():
            if not await self._heard(line):
                return

    async def _heard(self, line: bytes) -> bool:
        match line[:4].upper():
            case b"EHLO" | b"HELO":
                self.writer.write(b"250-sink\r\n250-PIPELINING\r\n250 STARTTLS\r\n")
            case b"STAR":
                self.writer.write(b"220 go on\r\n")
                await self.writer.drain()
                await self.writer.start_tls(self.context)
            case b"MAIL":
                self.address, self.is_refused = await self._recipient_ahead(), False
                return await self._says(At.MAIL, b"250 ok\r\n")
            case b"RCPT":
                self.address = _recipient(line)
                return await self._says(At.RCPT, b"250 ok\r\n")
            case b"DATA":
                return await self._says(At.DATA, b"354 go on\r\n") and (self.is_refused or await self._body())
            case b"QUIT":
                self.writer.write(b"221 bye\r\n")
                return False
            case _:
                self.writer.write(b"250 ok\r\n")
        return True

    async def _recipient_ahead(self) -> str:
        """Whom the mail goes to, where the client has sent its envelope at once."""
        buffered = bytes(getattr(self.reader, "_buffer", b""))
        return _recipient(buffered) if b"RCPT" in buffered else ""

    async def _body(self) -> bool:
        content = await self.reader.readuntil(b"\r\n.\r\n")
        mood = self.sink.told.heard(At.BODY)
        if mood is None or mood.takes:
            self.sink.take(message_id_in(content), self.address)
        if mood:
            return await self.sink.misbehave(mood, self, [self.address])
        self.writer.write(b"250 taken\r\n")
        return True

    async def _says(self, at: At, right: bytes) -> bool:
        """Whoever was refused before is told so until the next mail."""
        mood = None if self.is_refused else self.sink.told.heard(at)
        if mood is None:
            self.writer.write(_NOT_NOW if self.is_refused else right)
            return True
        self.is_refused = True
        return await self.sink.misbehave(mood, self, [self.address])


class HttpTalk(Talk):
    async def go_on(self) -> None:
        while request := await self._request():
            mood = self.sink.told.heard(At.REQUEST)
            told = letters(request)
            if self.sink.keys.get(request.key, request.said) != request.said:
                self.writer.write(said(ANOTHER_BODY, "409 Conflict"))
                continue
            if mood is None or mood.takes:
                self._take(request)
            if mood is None:
                self.writer.write(answer(request))
            elif not await self.sink.misbehave(mood, self, [letter.address for letter in told]):
                return

    def _take(self, request: Request) -> None:
        """What comes with a key that is known is there already."""
        if request.key in self.sink.keys:
            return
        if request.key:
            self.sink.keys[request.key] = request.said
        for letter in letters(request):
            self.sink.take(letter.message_id, letter.address)

    async def _request(self) -> Request | None:
        try:
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        except asyncio.IncompleteReadError:
            return None
        return Request(head[0].split(" ")[1], json.loads(body), headers.get("idempotency-key", ""))


def _recipient(line: bytes) -> str:
    return line.split(b"RCPT", 1)[-1].split(b"<")[1].split(b">")[0].decode()


def _opened(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


async def _serve(kind: str, folder: Path) -> None:
    sink, make = Sink(folder), SmtpTalk if kind == "smtp" else HttpTalk
    if kind == "smtp":
        SmtpTalk.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        SmtpTalk.context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    server = await asyncio.start_server(_visitor(sink, make), HOST, 0, limit=_LIMIT)
    print(server.sockets[0].getsockname()[1], flush=True)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.close)
    with suppress(asyncio.CancelledError):
        await server.wait_closed()


def _visitor(
    sink: Sink, make: type[SmtpTalk] | type[HttpTalk]
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            # A client that goes in the middle of a sentence is nobody's mistake.
            with suppress(OSError, asyncio.IncompleteReadError):
                await make(sink, reader, writer).go_on()
        finally:
            writer.close()

    return talk


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], Path(sys.argv[2])))
