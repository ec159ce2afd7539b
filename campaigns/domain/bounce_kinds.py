"""What can go wrong with a mail, in words, and what each says of the address itself.

The words are those of Sisimai's list of reasons (libsisimai.org/en/reason), the vocabulary that people who run mail
servers know. Which of them are hard is stricter than what a reply's first digit says: most 5.x.x are about the sender,
the letter or the moment, and the mailbox is well.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

HARD, SOFT, NOT_THE_ADDRESS = "hard", "soft", ""


class Kind(StrEnum):
    USER_UNKNOWN = "userunknown"
    HOST_UNKNOWN = "hostunknown"
    HAS_MOVED = "hasmoved"
    NOT_ACCEPT = "notaccept"
    MAILBOX_FULL = "mailboxfull"
    SUSPEND = "suspend"
    FILTERED = "filtered"
    EXPIRED = "expired"
    NETWORK_ERROR = "networkerror"
    SYSTEM_ERROR = "systemerror"
    SYSTEM_FULL = "systemfull"
    MAILER_ERROR = "mailererror"
    UNDEFINED = "undefined"
    BLOCKED = "blocked"
    BAD_REPUTATION = "badreputation"
    AUTH_FAILURE = "authfailure"
    REQUIRE_PTR = "requireptr"
    SPAM_DETECTED = "spamdetected"
    VIRUS_DETECTED = "virusdetected"
    POLICY_VIOLATION = "policyviolation"
    SECURITY_ERROR = "securityerror"
    REJECTED = "rejected"
    NO_RELAYING = "norelaying"
    TOO_MANY_CONN = "toomanyconn"
    SPEEDING = "speeding"
    MESG_TOO_BIG = "mesgtoobig"
    EXCEED_LIMIT = "exceedlimit"
    CONTENT_ERROR = "contenterror"
    NOT_COMPLIANT_RFC = "notcompliantrfc"
    SYNTAX_ERROR = "syntaxerror"
    DELIVERED = "delivered"
    FEEDBACK = "feedback"
    VACATION = "vacation"


#: There is no such mailbox, and there will be none tomorrow.
_FOR_GOOD = frozenset({Kind.USER_UNKNOWN, Kind.HOST_UNKNOWN, Kind.HAS_MOVED, Kind.NOT_ACCEPT})
#: The mailbox, or the way to it, is not well now. Counted: many of them on end are as good as none.
_FOR_NOW = frozenset(
    {
        Kind.MAILBOX_FULL,
        Kind.SUSPEND,
        Kind.FILTERED,
        Kind.EXPIRED,
        Kind.NETWORK_ERROR,
        Kind.SYSTEM_ERROR,
        Kind.SYSTEM_FULL,
        Kind.MAILER_ERROR,
        Kind.UNDEFINED,
    }
)
#: Kind → anymail's word for a reject reason, where it is none of `other`.
_REASONS: Mapping[Kind, str] = MappingProxyType(
    dict.fromkeys(_FOR_GOOD, "bounced")
    | dict.fromkeys((Kind.EXPIRED, Kind.NETWORK_ERROR), "timed_out")
    | dict.fromkeys(
        (
            Kind.BLOCKED,
            Kind.BAD_REPUTATION,
            Kind.AUTH_FAILURE,
            Kind.REQUIRE_PTR,
            Kind.SPAM_DETECTED,
            Kind.VIRUS_DETECTED,
            Kind.POLICY_VIOLATION,
            Kind.SECURITY_ERROR,
            Kind.REJECTED,
            Kind.NO_RELAYING,
            Kind.TOO_MANY_CONN,
            Kind.SPEEDING,
        ),
        "blocked",
    )
)


def severity_of(kind: Kind) -> str:
    """`hard`, `soft`, or blank: it says nothing of the address."""
    if kind in _FOR_GOOD:
        return HARD
    return SOFT if kind in _FOR_NOW else NOT_THE_ADDRESS


def reason_of(kind: Kind) -> str:
    """anymail's word."""
    return _REASONS.get(kind, "other")
