"""Authenticator apps: six digits of half a minute (RFC 6238), a key that both sides know, a picture to hand it over."""

from base64 import b32decode, b32encode
from datetime import datetime
from secrets import token_bytes
from urllib.parse import quote, urlencode

import segno
from django_otp.oath import TOTP

DIGITS, SECONDS, _TOLERANCE = 6, 30, 1


def new_key() -> bytes:
    return token_bytes(20)


def matching_step(key: bytes, code: str, now: datetime, *, after: int) -> int | None:
    """Which half minute the code is of: this one or a neighbour, newer than `after`. None when it does not fit."""
    clock = TOTP(key, step=SECONDS, digits=DIGITS)
    clock.time = now.timestamp()
    fits = len(code) == DIGITS and clock.verify(int(code), tolerance=_TOLERANCE, min_t=after + 1)
    return int(clock.t()) if fits else None


def code_at(key: bytes, now: datetime, *, after: int = -1) -> str:
    """What the app shows; the next one when that was used already."""
    clock = TOTP(key, step=SECONDS, digits=DIGITS)
    clock.time = now.timestamp()
    if clock.t() <= after:
        clock.drift = 1
    return f"{clock.token():0{DIGITS}}"


def as_text(key: bytes) -> str:
    """Base32, as apps take it by hand."""
    return b32encode(key).decode()


def from_text(text: str) -> bytes:
    return b32decode(text)


def in_fours(key: bytes) -> str:
    text = as_text(key)
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def qr_code(key: bytes, *, issuer: str, account: str) -> str:
    """An SVG element that holds no style and no script."""
    asked = urlencode({"secret": as_text(key), "issuer": issuer, "digits": DIGITS, "period": SECONDS}, quote_via=quote)
    address = f"otpauth://totp/{quote(issuer)}:{quote(account)}?{asked}"
    return segno.make(address, error="m").svg_inline(
        omitsize=True, light="white", title="QR code for your authenticator app"
    )
