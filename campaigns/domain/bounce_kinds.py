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


#: For people at the desk.
IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        Kind.USER_UNKNOWN: "there is no such mailbox",
        Kind.HOST_UNKNOWN: "there is no such domain",
        Kind.HAS_MOVED: "the mailbox has moved",
        Kind.NOT_ACCEPT: "that domain takes no mail",
        Kind.MAILBOX_FULL: "the mailbox is full",
        Kind.SUSPEND: "the mailbox is disabled",
        Kind.FILTERED: "turned down without saying why",
        Kind.EXPIRED: "it could not be delivered in time",
        Kind.NETWORK_ERROR: "the way there did not work",
        Kind.SYSTEM_ERROR: "their mail server had a fault",
        Kind.SYSTEM_FULL: "their mail server is full",
        Kind.MAILER_ERROR: "their mail server had a fault",
        Kind.UNDEFINED: "the answer is not understood",
        Kind.BLOCKED: "our sender is on a block list there",
        Kind.BAD_REPUTATION: "our sender has a bad name there",
        Kind.AUTH_FAILURE: "our domain's SPF, DKIM or DMARC did not pass",
        Kind.REQUIRE_PTR: "our mail server has no name in reverse DNS",
        Kind.SPAM_DETECTED: "taken for spam",
        Kind.VIRUS_DETECTED: "taken for harmful",
        Kind.POLICY_VIOLATION: "against a policy there",
        Kind.SECURITY_ERROR: "against a rule of security there",
        Kind.REJECTED: "our sender was turned down",
        Kind.NO_RELAYING: "that server does not pass our mail on",
        Kind.TOO_MANY_CONN: "too many connections at once",
        Kind.SPEEDING: "too many mails in too short a time",
        Kind.MESG_TOO_BIG: "the mail is too big",
        Kind.EXCEED_LIMIT: "the mail is too big for that mailbox",
        Kind.CONTENT_ERROR: "something in the mail's form is not taken there",
        Kind.NOT_COMPLIANT_RFC: "something in the mail's form is not taken there",
        Kind.SYNTAX_ERROR: "the servers did not understand each other",
    }
)
