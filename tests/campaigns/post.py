"""An SMTP server that tests can watch and break."""

import ssl
from collections.abc import Callable

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Sink:
    """Keeps what it gets; can be told what to answer, or to hang up."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.answers: dict[str, str] = {}
        self.hang_up_at = ""

    async def handle_MAIL(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]
        if self.hang_up_at == "MAIL":
            server.transport.close()
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]
        if self.hang_up_at == "DATA":
            server.transport.close()
        if "DATA" not in self.answers:
            self.got.append(envelope.content)
        return self.answers.get("DATA", "250 OK")


class Talker(SMTP):
    async def smtp_STARTTLS(self, arg: str) -> None:
        if answer := self.event_handler.answers.get("STARTTLS"):
            await self.push(answer)
        else:
            await super().smtp_STARTTLS(arg)


class SinkServer(Controller):
    def __init__(self, sink: Sink, context: ssl.SSLContext | None) -> None:
        super().__init__(sink, hostname="127.0.0.1", port=0)
        self._context = context

    def factory(self) -> SMTP:
        return Talker(self.handler, tls_context=self._context, require_starttls=self._context is not None)

    def _trigger_server(self) -> None:
        """The port is known only once it listens."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


Start = Callable[..., Sink]
