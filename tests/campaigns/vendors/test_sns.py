"""Which notifications of Amazon SNS are believed. An authority of our own signs them; none is fetched from anywhere."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from campaigns.domain.sns_words import Refused, check, read
from campaigns.sns.certificates import Certificates
from tests.campaigns.vendors.amazon import (
    BETWEEN,
    TOPIC,
    URL,
    Amazon,
    as_it_is,
    between,
    body,
    leaf,
    notification,
    root,
    signed,
    subscription,
)

NOW = datetime(2026, 6, 15, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = tmp_path / "roots.pem"
    bundle.write_bytes(root().public_bytes(Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))


def _believed(raw: bytes, amazon: Amazon | None = None, *, now: datetime = NOW) -> str:
    """Empty: it is; otherwise why not."""
    amazon = amazon or as_it_is()
    try:
        note = read(raw)
        check(note, topics=[TOPIC], now=now)
        Certificates(amazon.fetch).verify(note, now=now)
    except Refused as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    "told",
    [notification(NOW), notification(NOW, Subject="Amazon SES"), subscription(NOW), notification(NOW, Message="楓街")],
)
def test_what_sns_signed_is_believed(told: dict[str, Any]) -> None:
    assert _believed(body(told)) == ""


@pytest.mark.parametrize("name", ["Message", "MessageId", "Timestamp", "TopicArn", "Subject", "Type", "Signature"])
def test_a_field_that_was_changed_or_taken_away_is_noticed(name: str) -> None:
    told = notification(NOW, Subject="Amazon SES")
    changed = {"Timestamp": "2026-06-15T15:00:01Z", "Type": "UnsubscribeConfirmation"}.get(name, told[name][:-1])
    assert _believed(body(told | {name: changed})) != ""
    assert _believed(body({one: value for one, value in told.items() if one != name})) != ""


@pytest.mark.parametrize("name", ["SubscribeURL", "Token"])
def test_a_changed_subscription_is_noticed(name: str) -> None:
    told = subscription(NOW)
    assert _believed(body(told | {name: told[name] + "3"})) == "another signature"


@pytest.mark.parametrize("version", ["1", "", "3", 2, None])
def test_only_sha_256_will_do(version: object) -> None:
    told = signed(notification(NOW), with_hash=SHA1()) | {"SignatureVersion": version}  # noqa: S303 - as version 1 does
    assert _believed(body(told)) == "not signed with SHA-256"


@pytest.mark.parametrize(
    "url",
    [
        URL.replace("https", "http"),
        URL.replace("amazonaws.com", "amazonaws.com.evil.example"),
        URL.replace("sns.us-east-1.amazonaws.com", "evil.example"),
        URL.replace("sns.us-east-1", "s3.us-east-1"),
        URL.replace("sns.us-east-1", "sns.us.east-1"),
        URL.replace("sns.", "evilsns."),
        URL.replace("https://", "https://sns.us-east-1.amazonaws.com@evil.example/"),
        URL.replace("https://", "https://user@"),
        URL.replace(".com/", ".com:8443/"),
        URL.replace(".com/", ".com./"),
        URL.replace("/Simple", "/bucket/Simple"),
        URL.replace("/Simple", "/../Simple"),
        URL.replace("Simple", "%53imple"),
        URL.replace(".pem", ".pem.html"),
        URL + "?x",
        URL + "?",
        URL + "#x",
        URL + "\n",
        "",
        "https://[",
    ],
)
def test_a_certificate_from_elsewhere_is_not_even_fetched(url: str) -> None:
    amazon = as_it_is()
    amazon.places[url] = amazon.places[URL]
    assert _believed(body(signed(notification(NOW) | {"SigningCertURL": url})), amazon) != ""
    assert amazon.fetched == []


def test_a_certificate_of_china_s_regions_may_be_its_host_s() -> None:
    url = URL.replace("us-east-1.amazonaws.com", "cn-north-1.amazonaws.com.cn")
    amazon = as_it_is()
    amazon.places[url] = leaf(dns="sns.cn-north-1.amazonaws.com.cn").public_bytes(Encoding.PEM)
    assert _believed(body(signed(notification(NOW) | {"SigningCertURL": url})), amazon) == ""


@pytest.mark.parametrize(
    "chain",
    [
        [leaf(dns="evil.example"), between()],
        [leaf(dns="s3.amazonaws.com"), between()],
        [leaf(until=NOW - timedelta(days=1)), between()],
        [leaf(), between(until=NOW - timedelta(days=1))],
        [leaf(use=ExtendedKeyUsageOID.CLIENT_AUTH), between()],
        [leaf("sns", issuer_at="")],
        [leaf("other root", issuer_at=""), root("other root")],
        [leaf("other root", issuer_at="")],
        [leaf(issuer_at="")],
        [leaf(issuer_at="http://evil.example/r2m01.cer")],
    ],
)
def test_a_certificate_that_leads_to_no_root_of_ours_is_not_trusted(chain: list[Any]) -> None:
    amazon = as_it_is()
    amazon.shows(*chain)
    assert _believed(body(notification(NOW)), amazon) == "a certificate that is not trusted"
    assert set(amazon.fetched) <= {URL, BETWEEN}


@pytest.mark.parametrize(
    "raw", [b"", b"<html>", b"\xff", b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"]
)
def test_what_is_no_certificate_is_refused(raw: bytes) -> None:
    amazon = as_it_is()
    amazon.places[URL] = raw
    assert _believed(body(notification(NOW)), amazon) == "not a certificate"


def test_a_chain_that_is_shown_whole_is_not_looked_for() -> None:
    amazon = as_it_is()
    amazon.shows(leaf(), between())
    assert (_believed(body(notification(NOW)), amazon), amazon.fetched) == ("", [URL])


def test_a_certificate_that_proved_good_is_fetched_once_and_ends_all_the_same() -> None:
    amazon = as_it_is()
    certificates = Certificates(amazon.fetch)
    for _ in range(3):
        certificates.verify(read(body(notification(NOW))), now=NOW)
    assert amazon.fetched == [URL, BETWEEN]
    with pytest.raises(Refused, match="not trusted"):
        certificates.verify(read(body(notification(NOW))), now=datetime(2040, 1, 2, tzinfo=UTC))


def test_one_signed_by_somebody_else_is_refused() -> None:
    assert _believed(body(signed(notification(NOW), by="root"))) == "another signature"


@pytest.mark.parametrize(
    ("minutes", "found"),
    [
        (0, ""),
        (60, ""),
        (61, "not of this hour"),
        (-5, ""),
        (-6, "not of this hour"),
        (60 * 24 * 30, "not of this hour"),
    ],
)
def test_one_of_another_hour_is_refused(minutes: int, found: str) -> None:
    assert _believed(body(notification(NOW - timedelta(minutes=minutes)))) == found


def test_one_about_another_topic_is_refused_before_anything_is_fetched() -> None:
    amazon = as_it_is()
    assert _believed(body(notification(NOW, TopicArn=TOPIC + "2")), amazon) == "another topic"
    assert amazon.fetched == []


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/?Action=ConfirmSubscription&Token=2",
        "http://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=2",
        "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&Token=2",
        "https://sns.us-east-1.amazonaws.com/x?Action=ConfirmSubscription&Token=2",
    ],
)
def test_a_subscription_is_confirmed_at_sns_alone(url: str) -> None:
    assert _believed(body(subscription(NOW, SubscribeURL=url))) != ""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b'"Notification"',
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        json.dumps({"Type": ["Notification"]}).encode(),
        json.dumps(notification(NOW) | {"Message": 7}).encode(),
        json.dumps(notification(NOW) | {"MessageId": "../x"}).encode(),
        json.dumps(notification(NOW) | {"MessageId": "x" * 101}).encode(),
        json.dumps(notification(NOW) | {"Timestamp": "yesterday"}).encode(),
        json.dumps(notification(NOW) | {"Timestamp": "2026-06-15T15:00:00"}).encode(),
        json.dumps(notification(NOW) | {"Signature": "not base 64!"}).encode(),
        json.dumps(notification(NOW)).encode().replace(b'{"', b'{"Type": "Notification", "', 1),
    ],
)
def test_what_is_malformed_is_refused(raw: bytes) -> None:
    assert _believed(raw) != ""
