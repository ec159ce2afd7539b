"""An authority of our own in Amazon's place: certificates, and notifications that it signs."""

import json
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

TOPIC = "arn:aws:sns:us-east-1:123456789012:SES_Events"
URL = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"
BETWEEN = "http://crt.r2m01.amazontrust.com/r2m01.cer"
SINCE, UNTIL = datetime(2010, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)


@cache
def _key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _certificate(
    name: str,
    issuer: str,
    *,
    is_authority: bool,
    until: datetime = UNTIL,
    dns: str = "sns.amazonaws.com",
    issuer_at: str = "",
    use: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
) -> x509.Certificate:
    key, signer = _key(name), _key(issuer)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SINCE)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    signs = {"key_cert_sign": is_authority, "crl_sign": is_authority, "digital_signature": True}
    never = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only"), False
    )
    usage = x509.KeyUsage(**signs, **never, decipher_only=False)  # type: ignore[arg-type]
    builder = builder.add_extension(usage, critical=True)
    if not is_authority:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(dns)]), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([use]), critical=False)
    if issuer_at:
        place = x509.AccessDescription(
            AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(issuer_at)
        )
        builder = builder.add_extension(x509.AuthorityInformationAccess([place]), critical=False)
    return builder.sign(signer, SHA256())


@dataclass
class Amazon:
    """`places`: what there is to fetch, by address. `fetched`: what was."""

    places: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    def fetch(self, url: str) -> bytes:
        self.fetched.append(url)
        return self.places[url]

    def shows(self, *certificates: x509.Certificate) -> None:
        self.places[URL] = b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def root(name: str = "root") -> x509.Certificate:
    return _certificate(name, name, is_authority=True)


def between(**changes: Any) -> x509.Certificate:
    return _certificate("between", "root", is_authority=True, **changes)


def leaf(issuer: str = "between", **changes: Any) -> x509.Certificate:
    return _certificate("sns", issuer, is_authority=False, **({"issuer_at": BETWEEN} | changes))


def as_it_is() -> Amazon:
    """SNS shows its own certificate alone; that of its issuer is where it says."""
    amazon = Amazon({BETWEEN: between().public_bytes(Encoding.DER)})
    amazon.shows(leaf())
    return amazon


_ORDER = ("Message", "MessageId", "SubscribeURL", "Subject", "Timestamp", "Token", "TopicArn", "Type")


def notification(at: datetime, **changes: Any) -> dict[str, Any]:
    told = {
        "Type": "Notification",
        "MessageId": str(uuid4()),
        "TopicArn": TOPIC,
        "Message": "{}",
        "Timestamp": at.isoformat().replace("+00:00", "Z"),
        "UnsubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe",
    }
    return signed(told | changes)


def subscription(at: datetime, **changes: Any) -> dict[str, Any]:
    asks = "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=1&Token=2"
    return notification(at, **({"Type": "SubscriptionConfirmation", "SubscribeURL": asks, "Token": "2"} | changes))


def signed(told: dict[str, Any], *, by: str = "sns", with_hash: HashAlgorithm | None = None) -> dict[str, Any]:
    names = [name for name in _ORDER if name in told and (told["Type"] == "Notification" or name != "Subject")]
    words = "".join(f"{name}\n{told[name]}\n" for name in names)
    signature = _key(by).sign(words.encode(), padding.PKCS1v15(), with_hash or SHA256())
    default = {"SignatureVersion": "2", "SigningCertURL": URL}
    return default | told | {"Signature": b64encode(signature).decode()}


def body(told: dict[str, Any]) -> bytes:
    return json.dumps(told).encode()
