"""That this browser answered the second question, or this tablet got the code: a cookie for some minutes.

It holds what a link holds, an opaque id and when it ends, signed for this purpose, and goes to that page and to what is
below it. The tablet's is deleted as soon as the form is answered; a browser's stays for its half hour, so that the
signer can save the copy, and a reader (of the other pages behind a message) the date. Without it the page asks again.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from consent import links

KNOWN, TABLET, READER = "signing", "tablet", "reader"
#: How long a browser need not say the year of birth again: to read, sign, and save the copy.
KNOWN_FOR = timedelta(minutes=30)


def remember(response: HttpResponse, cookie: str, request_id: UUID, *, until: datetime, path: str) -> None:
    response.set_cookie(
        cookie,
        links.sign(cookie, request_id, str(int(until.timestamp()))),
        expires=until,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def remembered(request: HttpRequest, cookie: str, *, now: datetime) -> UUID | None:
    """Which request this browser was let in to, while that lasts."""
    try:
        said = links.opened(cookie, request.COOKIES.get(cookie, ""))
    except links.BadToken:
        return None
    return said.id if now.timestamp() < int(said.topic) else None
