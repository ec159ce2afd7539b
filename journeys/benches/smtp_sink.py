"""An SMTP server in a process of its own that takes everything and writes who got what. STARTTLS with a certificate
made for the occasion, so that mail reaches it as it would reach a real server: encrypted, the name checked."""

import ipaddress
import smtplib
import ssl
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from journeys.trials.place import Place
from journeys.trials.smtp_server import HOST


@dataclass(frozen=True)
class Sink:
    port: int
    certificate: Path
    journal: Path

    def settings(self) -> dict[str, str]:
        """An environment that sends everything here."""
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": HOST,
            "EMAIL_PORT": str(self.port),
            "EMAIL_USE_TLS": "on",
            "SSL_CERT_FILE": str(self.certificate),
        }


@contextmanager
def sink(place: Place, *, wait_ms: int = 0, name: str = "sink") -> Iterator[Sink]:
    """A running sink; its journal begins empty. `wait_ms`: before each answer, as a real relay far away. `name`: where
    there is another."""
    folder = place.folder / name
    folder.mkdir(exist_ok=True)
    certificate, journal = folder / "certificate.pem", folder / "journal.jsonl"
    make_certificate(certificate, folder / "key.pem")
    journal.unlink(missing_ok=True)
    command = [sys.executable, "-m", "journeys.trials.smtp_server", str(folder), str(wait_ms)]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Sink(int(_first_line(process)), certificate, journal)
        finally:
            process.terminate()


def _first_line(process: subprocess.Popen[str]) -> str:
    return process.stdout.readline() if process.stdout else ""


def bare(mails: int, port: int, size: int = 2_500, connections: int = 1) -> int:
    """As fast as smtplib goes over kept connections with bytes that are ready: what the sink can take at least."""
    shares = [range(start, mails, connections) for start in range(connections)]
    if connections == 1:
        _send(shares[0], port, size)
    else:
        with ThreadPoolExecutor(connections) as threads:
            list(threads.map(lambda share: _send(share, port, size), shares))
    return mails


def _send(numbers: range, port: int, size: int) -> None:
    with smtplib.SMTP(HOST, port) as server:
        server.starttls(context=ssl.create_default_context())
        filler = b"x" * 70 + b"\r\n"
        for number in numbers:
            head = f"Message-ID: <bare-{number}@example.com>\r\nTo: person{number}@example.com\r\n\r\n".encode()
            server.sendmail("clinic@example.com", f"person{number}@example.com", head + filler * (size // len(filler)))


def make_certificate(certificate: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    )
