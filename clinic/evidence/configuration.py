"""How this installation is set up: facts of the settings, fingerprints of keys. No key, password or token."""

import hashlib
import json
from collections.abc import Iterator
from importlib import metadata
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from audit.domain.evidence import EvidenceFile, Period
from clinic.domain.sign_in import IDLE, LONGEST

_PACKAGES = ("django", "celery", "cryptography", "psycopg", "django-anymail", "django-otp", "django-axes")


def evidence(period: Period) -> Iterator[EvidenceFile]:
    yield EvidenceFile(
        "system/configuration.json",
        json.dumps(facts(), indent=1).encode(),
        "Transport encryption, sessions, second factor, keys by fingerprint, versions",
        "164.312(a)(2)(iii)–(iv), 164.312(d), 164.312(e)(1)",
    )
    yield EvidenceFile(
        "system/migrations.txt",
        _migrations(),
        "Every change of the database's structure, with its date",
        "164.316(b)(1)",
    )


def facts() -> dict[str, Any]:
    return {
        "transport": {
            "public_address_is_https": settings.PUBLIC_URL.startswith("https://"),
            "http_is_redirected": bool(settings.SECURE_SSL_REDIRECT),
            "hsts_seconds": settings.SECURE_HSTS_SECONDS,
            "cookies_over_https_only": bool(settings.SESSION_COOKIE_SECURE),
            "mail_backend": settings.EMAIL_BACKEND,
            "sms_backend": settings.SMS_BACKEND,
            "mail_is_encrypted_on_its_way": bool(
                settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or settings.MAIL_VENDOR_ENFORCES_TLS
            ),
            "database_connection_is_encrypted": _database_is_encrypted(),
        },
        "sign_in": {
            "second_factor": "time-based one-time codes (RFC 6238), required of all staff",
            "log_off_after_idle_seconds": int(IDLE.total_seconds()),
            "longest_session_seconds": int(LONGEST.total_seconds()),
            "password_rules": [rule.__class__.__name__ for rule in get_default_password_validators()],
        },
        "at_rest": {
            "fields": "Fernet: AES-128-CBC with HMAC-SHA256, bound to row and column",
            "look_ups": "HMAC-SHA256",
            "field_keys": [_fingerprint(key) for key in settings.FERNET_KEYS],
            "look_up_keys": [_fingerprint(key) for key in settings.BLIND_INDEX_KEYS],
        },
        "mode": {"demo": bool(settings.DEMO_MODE), "debug": bool(settings.DEBUG)},
        "versions": {name: metadata.version(name) for name in _PACKAGES} | {"postgresql": _server_version()},
    }


def _fingerprint(key: str) -> str:
    """Tells two keys apart, and nothing else: eight bytes of a digest that only this pack uses."""
    return hashlib.sha256(b"revisit evidence pack: " + key.encode()).hexdigest()[:16]


def _database_is_encrypted() -> bool:
    """Or a socket of this machine, which nobody listens to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inet_client_addr() IS NULL OR EXISTS (SELECT FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl)"
        )
        is_encrypted: bool = cursor.fetchone()[0]
        return is_encrypted


def _server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version: str = cursor.fetchone()[0]
        return version


def _migrations() -> bytes:
    rows = MigrationRecorder.Migration.objects.order_by("applied", "id").values_list("app", "name", "applied")
    return "".join(f"{applied:%Y-%m-%d %H:%M:%S}  {app}  {name}\n" for app, name, applied in rows).encode()
