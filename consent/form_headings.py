"""The fixed words around a form's own texts. They are part of what is signed, so they stand here and not among the
translations of pages: a signed paper keeps the words that were shown (`Authorization.shown_text`)."""

from collections.abc import Mapping
from dataclasses import dataclass

from clinic.enums import Channel, Language
from consent.domain.authorizations import Element
from consent.enums import AuthorizationKind

HEADINGS: Mapping[str, Mapping[Element, str]] = {
    Language.ENGLISH: {
        Element.INFORMATION: "What information this is about",
        Element.DISCLOSER: "Who may use or share it",
        Element.RECIPIENT: "Who may get it",
        Element.PURPOSE: "What it is for",
        Element.EXPIRY: "When this ends",
        Element.RIGHT_TO_REVOKE: "You can change your mind",
        Element.NO_CONDITIONING: "Your care stays the same",
        Element.REDISCLOSURE: "Once it is shared",
        Element.REMUNERATION: "Who pays for this",
    },
    Language.TRADITIONAL_CHINESE: {
        Element.INFORMATION: "會用到哪些資訊",
        Element.DISCLOSER: "誰可以使用或提供這些資訊",
        Element.RECIPIENT: "誰可以收到這些資訊",
        Element.PURPOSE: "用途是什麼",
        Element.EXPIRY: "什麼時候結束",
        Element.RIGHT_TO_REVOKE: "您可以改變主意",
        Element.NO_CONDITIONING: "不影響您的醫療照顧",
        Element.REDISCLOSURE: "資訊提供出去以後",
        Element.REMUNERATION: "由誰付費",
    },
    Language.SIMPLIFIED_CHINESE: {
        Element.INFORMATION: "会用到哪些信息",
        Element.DISCLOSER: "谁可以使用或提供这些信息",
        Element.RECIPIENT: "谁可以收到这些信息",
        Element.PURPOSE: "用途是什么",
        Element.EXPIRY: "什么时候结束",
        Element.RIGHT_TO_REVOKE: "您可以改变主意",
        Element.NO_CONDITIONING: "不影响您的医疗服务",
        Element.REDISCLOSURE: "信息提供出去以后",
        Element.REMUNERATION: "由谁付费",
    },
}


@dataclass(frozen=True, slots=True)
class InShort:
    """The section that tells what the gate enforces, from the data it goes by."""

    heading: str
    ends_after_days: str
    ends_with_event: str
    channels: str
    channel_names: Mapping[str, str]
    between_names: str
    no_channel: str
    somebody_pays: str
    nobody_pays: str


IN_SHORT: Mapping[str, InShort] = {
    Language.ENGLISH: InShort(
        heading="In short",
        ends_after_days="It ends {days} days after the day you sign.",
        ends_with_event="It ends when this happens: {event}",
        channels="We may write to you by: {channels}.",
        channel_names={Channel.EMAIL: "e-mail", Channel.SMS: "text message"},
        between_names=", ",
        no_channel="It does not allow us to send you messages.",
        somebody_pays="Somebody else pays us for this.",
        nobody_pays="Nobody pays us for this.",
    ),
    Language.TRADITIONAL_CHINESE: InShort(
        heading="重點",
        ends_after_days="自您簽名當天起 {days} 天後失效。",
        ends_with_event="發生以下情況時失效：{event}",
        channels="我們可以用這些方式聯絡您：{channels}。",
        channel_names={Channel.EMAIL: "電子郵件", Channel.SMS: "手機簡訊"},
        between_names="、",
        no_channel="本授權書不允許我們傳訊息給您。",
        somebody_pays="有別人為此付費給我們。",
        nobody_pays="沒有任何人為此付費給我們。",
    ),
    Language.SIMPLIFIED_CHINESE: InShort(
        heading="要点",
        ends_after_days="自您签名当天起 {days} 天后失效。",
        ends_with_event="发生以下情况时失效：{event}",
        channels="我们可以用这些方式联系您：{channels}。",
        channel_names={Channel.EMAIL: "电子邮件", Channel.SMS: "手机短信"},
        between_names="、",
        no_channel="本授权书不允许我们给您发消息。",
        somebody_pays="有别人为此向我们付费。",
        nobody_pays="没有任何人为此向我们付费。",
    ),
}

#: Heading and text of the last section: the duty of 45 CFR 164.508(c)(4).
COPY: Mapping[str, tuple[str, str]] = {
    Language.ENGLISH: ("Your copy", "If you sign, we give you a copy of this form to keep."),
    Language.TRADITIONAL_CHINESE: ("您的副本", "您簽名以後，我們會給您一份副本，請留存。"),
    Language.SIMPLIFIED_CHINESE: ("您的副本", "您签名以后，我们会给您一份副本，请留存。"),
}

#: Which form this is: kind and version.
EDITION: Mapping[str, str] = {
    Language.ENGLISH: "Authorization: {kind}, version {version}",
    Language.TRADITIONAL_CHINESE: "授權書：{kind}，第 {version} 版",
    Language.SIMPLIFIED_CHINESE: "授权书：{kind}，第 {version} 版",
}
KINDS: Mapping[str, Mapping[str, str]] = {
    Language.ENGLISH: {
        AuthorizationKind.MARKETING_EMAIL: "news and offers by e-mail",
        AuthorizationKind.MARKETING_SMS: "news and offers by text message",
        AuthorizationKind.TESTIMONIAL: "your story, photo or video",
        AuthorizationKind.CONDITION_SPECIFIC: "information about a health topic",
    },
    Language.TRADITIONAL_CHINESE: {
        AuthorizationKind.MARKETING_EMAIL: "以電子郵件寄送消息與優惠",
        AuthorizationKind.MARKETING_SMS: "以手機簡訊傳送消息與優惠",
        AuthorizationKind.TESTIMONIAL: "您的經驗分享、照片或影片",
        AuthorizationKind.CONDITION_SPECIFIC: "特定健康主題的資訊",
    },
    Language.SIMPLIFIED_CHINESE: {
        AuthorizationKind.MARKETING_EMAIL: "通过电子邮件发送消息与优惠",
        AuthorizationKind.MARKETING_SMS: "通过手机短信发送消息与优惠",
        AuthorizationKind.TESTIMONIAL: "您的经历分享、照片或视频",
        AuthorizationKind.CONDITION_SPECIFIC: "特定健康主题的信息",
    },
}
