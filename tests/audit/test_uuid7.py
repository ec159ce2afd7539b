"""Ids made by the client."""

import time

from audit.domain.uuid7 import uuid7


def test_uuid7_says_version_variant_and_now() -> None:
    made = uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert abs((made.int >> 80) - time.time() * 1000) < 5000


def test_uuid7s_do_not_repeat() -> None:
    assert len({uuid7() for _ in range(10_000)}) == 10_000
