"""What somebody answers to a text message (CTIA Messaging Principles and Best Practices, 2023, 5.1.3): one word alone
means stop, start or help; anything else is for somebody to read.

`yes` starts nothing here, although some carriers take it so: it is what people answer to a reminder.
"""

import unicodedata
from enum import StrEnum


class Word(StrEnum):
    """The words of `campaigns.enums.TextWord`."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    OTHER = "other"


#: Those that Twilio answers by itself, unless told otherwise
#: (https://help.twilio.com/articles/223134027-Twilio-support-for-opt-out-keywords-SMS-STOP-filtering-).
ANSWERED_BY_TWILIO = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "start", "unstop"}
)
_WORDS = {
    Word.STOP: {
        "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out",
        "停止", "停", "退訂", "退订", "取消", "取消訂閱", "取消订阅", "拒收", "td",
    },
    Word.START: {"start", "unstop", "開始", "开始", "訂閱", "订阅", "恢復", "恢复", "恢復訂閱", "恢复订阅"},
    Word.HELP: {"help", "info", "幫助", "帮助", "說明", "说明", "協助", "协助", "求助"},
}  # fmt: skip
#: Words that must stop, and that somebody may have meant for an appointment: the desk reads them, too.
MAY_MEAN_MORE = frozenset({"cancel", "取消"})
_MEANS = {said: word for word, all_said in _WORDS.items() for said in all_said}
_CHINESE = range(0x3400, 0xA000)


def word_of(body: str) -> Word:
    """Case, full-width letters, quotes and stops around it do not count."""
    return _MEANS.get(plain(body), Word.OTHER)


def plain(body: str) -> str:
    folded = unicodedata.normalize("NFKC", body).casefold()
    return " ".join(folded.strip(" \t\r\n.!?,;:'\"。！？、，；：「」『』“”‘’").split())


def is_chinese(body: str) -> bool:
    return any(ord(letter) in _CHINESE for letter in body)
