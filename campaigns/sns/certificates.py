"""The certificates that SNS signs with: fetched once, and traced to a root that this machine trusts."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import certifi
import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import AuthorityInformationAccessOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from campaigns.domain.sns_words import Note, Refused, names_in

_SECONDS = 5
_LARGEST = 50_000
_MOST_KEPT = 16
_MOST_STEPS = 3
#: Where Amazon's certificate authority keeps the certificates between its roots and its servers'.
_AUTHORITY = re.compile(r"crt\.([a-z0-9-]+\.)*amazontrust\.com", re.ASCII)
Fetch = Callable[[str], bytes]


class CannotFetch(Exception):
    """The certificate cannot be had now. Trying again later can help."""


@dataclass(slots=True)
class Certificates:
    """`fetch`: how they are had. Their addresses hold a digest, so what is kept never changes."""

    fetch: Fetch
    _kept: dict[str, Sequence[x509.Certificate]]

    def __init__(self, fetch: Fetch) -> None:
        self.fetch, self._kept = fetch, {}

    def forget(self) -> None:
        self._kept.clear()

    def verify(self, note: Note, *, now: datetime) -> None:
        """Returns if SNS signed it. Raises `Refused` or `CannotFetch`."""
        leaf, *between = self._chain(note.certificate_url)
        _trace(leaf, between, names_in(note.certificate_url), now)
        key = leaf.public_key()
        if not isinstance(key, RSAPublicKey):
            raise Refused("signed with another kind of key")
        try:
            key.verify(note.signature, note.signed, PKCS1v15(), SHA256())
        except InvalidSignature:
            raise Refused("another signature") from None
        self._keep(note.certificate_url, [leaf, *between])

    def _keep(self, url: str, chain: Sequence[x509.Certificate]) -> None:
        """What has proved good, and not for whoever names many addresses."""
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[url] = chain

    def _chain(self, url: str) -> Sequence[x509.Certificate]:
        return self._kept.get(url) or self._with_those_between(_read_pem(self.fetch(url)))

    def _with_those_between(self, chain: list[x509.Certificate]) -> list[x509.Certificate]:
        """SNS shows its own certificate alone: who issued it is written in it."""
        while len(chain) <= _MOST_STEPS and (url := _issuer_url(chain[-1])):
            chain.append(_read_der(self.fetch(url)))
        return chain


def over_the_network(url: str) -> bytes:
    try:
        with requests.get(url, timeout=_SECONDS, allow_redirects=False, stream=True) as answer:
            if answer.status_code in {403, 404}:
                raise Refused("no such certificate")
            if answer.status_code != 200:
                raise CannotFetch(str(answer.status_code))
            return _within_bounds(answer.iter_content(8192))
    except requests.RequestException as error:
        raise CannotFetch(type(error).__name__) from None


def _within_bounds(pieces: Iterator[bytes]) -> bytes:
    found = b""
    for piece in pieces:
        found += piece
        if len(found) > _LARGEST:
            raise Refused("too large for a certificate")
    return found


def _trace(leaf: x509.Certificate, between: Sequence[x509.Certificate], names: Sequence[str], now: datetime) -> None:
    """To a root of ours, for a server of one of these names, at this moment (RFC 5280, 6)."""
    for name in names:
        try:
            verifier = PolicyBuilder().store(_roots(_bundle())).time(now).build_server_verifier(x509.DNSName(name))
            verifier.verify(leaf, list(between))
        except (VerificationError, ValueError):
            continue
        return
    raise Refused("a certificate that is not trusted")


def _bundle() -> str:
    return os.environ.get("SSL_CERT_FILE") or certifi.where()


@lru_cache(maxsize=4)
def _roots(bundle: str) -> Store:
    return Store(x509.load_pem_x509_certificates(Path(bundle).read_bytes()))


def _read_pem(raw: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(raw)
    except ValueError:
        raise Refused("not a certificate") from None


def _read_der(raw: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(raw)
    except ValueError:
        raise Refused("not a certificate") from None


def _issuer_url(certificate: x509.Certificate) -> str:
    """Where its issuer's certificate is; empty of one that is a root, or says nothing, or names a stranger's place."""
    if certificate.issuer == certificate.subject:
        return ""
    try:
        told = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return ""
    for one in told:
        if one.access_method == AuthorityInformationAccessOID.CA_ISSUERS and isinstance(
            one.access_location, x509.UniformResourceIdentifier
        ):
            url = one.access_location.value
            parts = urlsplit(url)
            if parts.scheme in {"http", "https"} and _AUTHORITY.fullmatch(parts.netloc):
                return url
    return ""


CERTIFICATES = Certificates(over_the_network)
