"""`https://store.example/bucket/prefix`: one object a seal by HTTP PUT, never over another (`If-None-Match: *`,
RFC 9110, 13.1.2). With AUDIT_ANCHOR_TOKEN as a bearer token where the store asks for one.

Give the token the right to create and none to delete, and the bucket a retention lock.
"""

from datetime import timedelta
from urllib.parse import urlsplit

import requests
from django.conf import settings

from audit.domain.anchors import Anchor
from audit.sealing.anchors.place import AnchorFailed

_SECONDS = 10
_TAKEN, _IS_THERE = {200, 201, 204}, 412
_HERE = {"127.0.0.1", "::1", "localhost"}


class ObjectStorePlace:
    def __init__(self, url: str, every: timedelta) -> None:
        parts = urlsplit(url)
        if parts.query or parts.username:
            raise ValueError("the address may hold no query and no password; a token goes into AUDIT_ANCHOR_TOKEN")
        if parts.scheme != "https" and parts.hostname not in _HERE:
            raise ValueError("use https")
        self.name, self.every = url.rstrip("/"), every

    def tell(self, anchor: Anchor) -> None:
        line = anchor.line().encode()
        answer = self._ask("PUT", anchor, {"If-None-Match": "*", "Content-Type": "application/json"}, line)
        if answer.status_code == _IS_THERE:
            self._require_same(anchor, line)
        elif answer.status_code not in _TAKEN:
            raise AnchorFailed(f"the store answered {answer.status_code}")

    def _require_same(self, anchor: Anchor, line: bytes) -> None:
        """An earlier try whose answer was lost has left it there. Anything else is not ours."""
        there = self._ask("GET", anchor, {})
        if there.status_code != 200 or there.content != line:
            raise AnchorFailed(f"another anchor of seal {anchor.seal} is there already")

    def _ask(self, method: str, anchor: Anchor, headers: dict[str, str], content: bytes = b"") -> requests.Response:
        if settings.AUDIT_ANCHOR_TOKEN:
            headers |= {"Authorization": f"Bearer {settings.AUDIT_ANCHOR_TOKEN}"}
        try:
            return requests.request(
                method,
                f"{self.name}/seal-{anchor.seal:012}.json",
                headers=headers,
                data=content,
                timeout=_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise AnchorFailed(f"the store could not be reached ({type(error).__name__})") from None
