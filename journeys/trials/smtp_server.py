"""An SMTP server that takes everything and writes who got what: `python -m journeys.trials.smtp_server FOLDER [MS]`. It
says its port on the first line and ends on SIGTERM. The folder holds its certificate and key, and gets its journal. MS:
milliseconds before each answer."""

import asyncio
import json
import os
import signal
import ssl
import sys
from contextlib import suppress
from pathlib import Path

HOST = "127.0.0.1"


async def _serve(folder: Path, wait_ms: int) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    journal = os.open(folder / "journal.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _talk(reader, writer, context, journal, wait_ms / 1000)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # whoever was at the other end was cut off
        finally:
            writer.close()

    server = await asyncio.start_server(talk, HOST, 0, limit=2**22)
    print(server.sockets[0].getsockname()[1], flush=True)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.close)
    with suppress(asyncio.CancelledError):
        await server.wait_closed()


async def _talk(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, context: ssl.SSLContext, journal: int, wait: float
) -> None:
    writer.write(b"220 sink\r\n")
    recipient = ""
    while line := await reader.readline():
        if wait:
            await asyncio.sleep(wait)
        match line[:4].upper():
            case b"EHLO" | b"HELO":
                writer.write(b"250-sink\r\n250-PIPELINING\r\n250 STARTTLS\r\n")
            case b"STAR":
                writer.write(b"220 go on\r\n")
                await writer.drain()
                await writer.start_tls(context)
            case b"RCPT":
                recipient = line.split(b"<")[1].split(b">")[0].decode()
                writer.write(b"250 ok\r\n")
            case b"DATA":
                writer.write(b"354 go on\r\n")
                content = await reader.readuntil(b"\r\n.\r\n")
                if wait:
                    await asyncio.sleep(wait)
                os.write(journal, (json.dumps([message_id_in(content), recipient]) + "\n").encode())
                writer.write(b"250 taken\r\n")
            case b"QUIT":
                writer.write(b"221 bye\r\n")
                return
            case _:
                writer.write(b"250 ok\r\n")


def message_id_in(content: bytes) -> str:
    """With its angle brackets."""
    begin = content.lower().index(b"message-id:")
    return content[begin + len(b"message-id:") : content.index(b"\r\n", begin)].strip().decode()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
