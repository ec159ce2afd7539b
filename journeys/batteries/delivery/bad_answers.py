"""What a mail service may say instead of the right answer. Pure.

SMTP: RFC 5321, 4.2 and 4.3.2; HTTP: RFC 9110, 15. Bytes as Latin-1.
"""

from collections.abc import Mapping

from journeys.trials.moods import At, Mood, Then
from journeys.trials.requests_of_vendors import said

# A wait costs a second each, so there are few; a connection is opened seldom, so every second is disturbed.
_GARBAGE = "\x00\xfe Guten Tag\r\n"
_BUSY = "421 4.3.2 closing down\r\n"
_GO_ON = "354 go on\r\n"

SMTP: Mapping[str, Mood] = {
    "421 at the greeting": Mood(At.GREETING, _BUSY, Then.CUT, every=2, most=6),
    "421 at MAIL": Mood(At.MAIL, _BUSY, Then.CUT),
    "421 at RCPT": Mood(At.RCPT, _BUSY, Then.CUT),
    "421 at DATA": Mood(At.DATA, _BUSY, Then.CUT),
    "421 after the dot": Mood(At.BODY, _BUSY, Then.CUT),
    "421 to everything for a while": Mood(At.MAIL, _BUSY, Then.CUT, every=1, most=12),
    "450 at MAIL": Mood(At.MAIL, "450 4.2.0 later\r\n"),
    "451 at RCPT": Mood(At.RCPT, "451 4.7.1 greylisted\r\n"),
    "452 at DATA": Mood(At.DATA, "452 4.3.1 no room\r\n"),
    "451 after the dot": Mood(At.BODY, "451 4.3.0 later\r\n"),
    "554 at the greeting": Mood(At.GREETING, "554 5.7.1 nobody home\r\n", Then.CUT, every=2, most=6),
    "550 at MAIL": Mood(At.MAIL, "550 5.7.1 not from you\r\n"),
    "550 at RCPT": Mood(At.RCPT, "550 5.7.1 not to them\r\n"),
    "554 at DATA": Mood(At.DATA, "554 5.7.0 no\r\n"),
    "554 after the dot": Mood(At.BODY, "554 5.6.0 not this\r\n"),
    "no greeting": Mood(At.GREETING, "", Then.WAIT, every=2, most=6),
    "no answer to MAIL": Mood(At.MAIL, "", Then.WAIT, every=11, most=4),
    "no answer to RCPT": Mood(At.RCPT, "", Then.WAIT, every=11, most=4),
    "no answer to DATA": Mood(At.DATA, "", Then.WAIT, every=11, most=4),
    "no answer to the mail, which it has not taken": Mood(At.BODY, "", Then.WAIT, every=11, most=4),
    "no answer to the mail, which it has taken": Mood(At.BODY, "", Then.WAIT, takes=True, every=11, most=4),
    "cut before the greeting": Mood(At.GREETING, "", Then.CUT, every=2, most=6),
    "cut after MAIL": Mood(At.MAIL, "", Then.CUT),
    "cut after 354": Mood(At.DATA, _GO_ON, Then.CUT),
    "cut after the mail, which it has not taken": Mood(At.BODY, "", Then.CUT),
    "cut after the mail, which it has taken": Mood(At.BODY, "", Then.CUT, takes=True),
    "reset after the mail, which it has taken": Mood(At.BODY, "", Then.RESET, takes=True),
    "half a line to RCPT": Mood(At.RCPT, "25", Then.CUT),
    "half a line after the mail, which it has not taken": Mood(At.BODY, "25", Then.CUT),
    "half a line after the mail, which it has taken": Mood(At.BODY, "250 2.0.0 tak", Then.CUT, takes=True),
    "garbage for a greeting": Mood(At.GREETING, _GARBAGE, Then.GO_ON, every=2, most=6),
    "garbage at MAIL": Mood(At.MAIL, _GARBAGE),
    "garbage at DATA": Mood(At.DATA, _GARBAGE),
    "garbage after the mail, which it has not taken": Mood(At.BODY, _GARBAGE),
    "garbage after the mail, which it has taken": Mood(At.BODY, _GARBAGE, takes=True),
}  # fmt: skip


def _answered(status: str, body: object = None, *, headers: str = "") -> str:
    line, rest = said(body or {"ErrorCode": 100, "Message": status}, status).decode("latin-1").split("\r\n", 1)
    return f"{line}\r\n{headers}{rest}"


def _half(answer: str) -> str:
    return answer[: len(answer) - 10]


_TAKEN = _answered("200 OK", {"ErrorCode": 0, "Message": "OK", "MessageID": "1-2-3", "sourceTrackingId": "1-2-3"})
_REFUSED = _answered("422 Unprocessable Content", {"ErrorCode": 402, "Message": "no such request"})

HTTP: Mapping[str, Mood] = {
    "429 with Retry-After": Mood(At.REQUEST, _answered("429 Too Many Requests", headers="Retry-After: 90\r\n"), most=2),
    "429 again and again": Mood(At.REQUEST, _answered("429 Too Many Requests")),
    "503 with Retry-After": Mood(At.REQUEST, _answered("503 Unavailable", headers="Retry-After: 90\r\n"), most=2),
    "401 to everything for a while": Mood(At.REQUEST, _answered("401 Unauthorized"), every=1, most=12),
    "422": Mood(At.REQUEST, _REFUSED),
    "500, and it has not taken it": Mood(At.REQUEST, _answered("500 Internal Server Error")),
    "500, and it has taken it": Mood(At.REQUEST, _answered("500 Internal Server Error"), takes=True),
    "502 of a gateway, and it has taken it": Mood(At.REQUEST, _answered("502 Bad Gateway", b"<html>"), takes=True),
    "half an answer, and it has taken it": Mood(At.REQUEST, _half(_TAKEN), Then.CUT, takes=True),
    "half an answer, and it has not taken it": Mood(At.REQUEST, _half(_TAKEN), Then.CUT),
    "half a head": Mood(At.REQUEST, "HTTP/1.1 2", Then.CUT, takes=True),
    "cut, and it has not taken it": Mood(At.REQUEST, "", Then.CUT),
    "reset, and it has taken it": Mood(At.REQUEST, "", Then.RESET, takes=True),
    "no answer, and it has taken it": Mood(At.REQUEST, "", Then.WAIT, takes=True, every=11, most=4),
    "no answer, and it has not taken it": Mood(At.REQUEST, "", Then.WAIT, every=11, most=4),
    "200 with garbage, and it has taken it": Mood(At.REQUEST, _answered("200 OK", b"<html>hello"), takes=True),
    "200 with an empty object": Mood(At.REQUEST, _answered("200 OK", b"{}")),
    "no HTTP at all": Mood(At.REQUEST, _GARBAGE, Then.CUT, takes=True),
}  # fmt: skip
#: Service → name → mood.
OF: Mapping[str, Mapping[str, Mood]] = {"smtp": SMTP, "postmark": HTTP, "resend": HTTP, "paubox": HTTP}
