"""The fixed words around a form's own texts. They are part of what is signed, so they stand here and not among the
translations of pages: a signed paper keeps the words that were shown (`Authorization.shown_text`)."""

from collections.abc import Mapping

from clinic.enums import Language
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
