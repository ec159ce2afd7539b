import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail as django_mail

from campaigns.channels.transport import SMTP
from tests.campaigns.post import Sink, SinkServer, Start


@pytest.fixture
def smtp(settings: pytest.FixtureRequest) -> Iterator[Start]:
    running: list[SinkServer] = []

    def start(context: ssl.SSLContext | None = None, *, tls: bool = False) -> Sink:
        sink = Sink()
        server = SinkServer(sink, context)
        server.start()
        running.append(server)
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", server.port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = tls, 60
        return sink

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Of a server that this machine trusts, for this test."""
    key, crt = tmp_path / "key.pem", tmp_path / "crt.pem"
    subprocess.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 "
        f"-addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {crt}".split(),
        check=True,
        capture_output=True,
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(crt))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(crt, key)
    return context


@pytest.fixture
def production(settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> pytest.FixtureRequest:
    settings.DEMO_MODE = settings.DEBUG = False
    monkeypatch.delattr(django_mail, "outbox")
    return settings
