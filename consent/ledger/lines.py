"""One line of the ledger: what a person chose, signed, took back or was told; when, how, and who wrote it down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clinic.enums import Channel
from consent.enums import Recorded

#: Ways that nobody of the clinic has a hand in.
BY_THEMSELVES = frozenset(
    {
        Recorded.ONE_CLICK,
        Recorded.PREFERENCE_PAGE,
        Recorded.SIGN_UP_FORM,
        Recorded.CONFIRMED,
        Recorded.LINK,
        Recorded.TABLET,
        Recorded.BROWSER_SIGNAL,
    }
)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """`by`: the member of staff, if one did it or asked them to; `paper`: the authorization that it is about."""

    at: datetime
    what: str
    detail: str = ""
    how: str = ""
    by: UUID | None = None
    paper: UUID | None = None
    by_themselves: bool = False


def line(
    at: datetime, what: str, *, via: str, detail: str = "", by: UUID | None = None, paper: UUID | None = None
) -> LedgerLine:
    """`via` is a word of `Recorded`, empty where nobody knows."""
    how = Recorded(via).label if via else ""
    return LedgerLine(at, what, detail, how, by, paper, by_themselves=via in BY_THEMSELVES)


def on_channel(channel: str) -> str:
    """E-mail is what everybody thinks of: the other one is named."""
    return "" if channel == Channel.EMAIL else Channel(channel).label
