"""What the clinic answers to a word: general, in the reader's language, one or two parts long."""

from collections.abc import Mapping

from campaigns.domain.text_words import Word
from clinic.models import Organisation

_REPLIES: Mapping[str, Mapping[Word, str]] = {
    "en": {
        Word.STOP: "{clinic}: you get no more text messages from us. Reply START to get them again.",
        Word.START: "{clinic}: text messages are on again, as you chose them. Reply STOP to end them.",
        Word.HELP: (
            "{clinic}, {phone}. At most one text a day, three a week. Message and data rates may apply. "
            "Reply STOP to end them."
        ),
        Word.OTHER: "{clinic}: thank you, somebody reads this in our opening hours. If it cannot wait, call {phone}.",
    },
    "zh-hant": {
        Word.STOP: "{clinic}：您不會再收到我們的簡訊。回覆 START 可恢復。",
        Word.START: "{clinic}：已依您的選擇恢復簡訊。回覆 STOP 可停止。",
        Word.HELP: "{clinic}，電話 {phone}。每日至多一則、每週至多三則，可能產生電信費用。回覆 STOP 可停止。",
        Word.OTHER: "{clinic}：謝謝，我們會在服務時間閱讀。若有急事，請致電 {phone}。",
    },
    "zh-hans": {
        Word.STOP: "{clinic}：您不会再收到我们的短信。回复 START 可恢复。",
        Word.START: "{clinic}：已按您的选择恢复短信。回复 STOP 可停止。",
        Word.HELP: "{clinic}，电话 {phone}。每天最多一条、每周最多三条，可能产生通信费用。回复 STOP 可停止。",
        Word.OTHER: "{clinic}：谢谢，我们会在营业时间阅读。如有急事，请致电 {phone}。",
    },
}


def reply(word: Word, language: str, clinic: Organisation) -> str:
    return _REPLIES[language][word].format(clinic=clinic.name_in(language), phone=clinic.phone)
