"""What the pages say about rights: what each one is, on which ground it was denied, and what may be done then."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from consent.domain.rights import CLOCKS, Right
from consent.domain.rights_answers import Ground, Statement
from consent.enums import RightsStepKind

Words = str | Promise


@dataclass(frozen=True, slots=True)
class RightText:
    title: Words
    explanation: Words


_TEXTS: Mapping[Right, RightText] = {
    Right.ACCESS: RightText(
        _("See my record, or get a copy"), _("What we keep about you, on paper or as a file, as you prefer.")
    ),
    Right.AMENDMENT: RightText(_("Have something corrected"), _("Tell us what is wrong and what should stand there.")),
    Right.ACCOUNTING: RightText(
        _("Learn to whom you gave my data"),
        _("A list of the last six years, without what was needed for your care and its payment."),
    ),
    Right.CONFIDENTIAL: RightText(
        _("Write to me at another address"), _("Tell us the address to use from now on. You need not say why.")
    ),
    Right.RESTRICTION: RightText(
        _("Use my data for less"),
        _("Tell us what we should not do. We do not have to agree, but we always answer."),
    ),
    Right.HEALTH_PLAN: RightText(
        _("Do not tell my health plan"),
        # 45 CFR 164.522(a)(1)(vi)
        _(
            "If you, or somebody for you, paid for a service in full, tell us which visit or bill it was, and we tell "
            "your health plan nothing of it. We must agree, unless a law wants it told."
        ),
    ),
    Right.ERASURE: RightText(
        _("Erase my subscription"),
        _("Name and address of a newsletter reader. Medical records must be kept by law and cannot be erased."),
    ),
    Right.PORTABILITY: RightText(_("Get my subscription data as a file"), _("In a form that other programs can read.")),
}


#: Two sentences in a row: Chinese puts no space between them.
_IN_TIME = _("{explanation} {term}")


def right_text(kind: str) -> RightText:
    """Its name, and what it is with the time in which we answer."""
    right = Right(kind)
    text = _TEXTS[right]
    return RightText(text.title, format_lazy(_IN_TIME, explanation=text.explanation, term=_within(right)))


def _within(right: Right) -> Words:
    term = CLOCKS[right].term
    if term.months:
        return _("You hear from us within a month.")
    return _("You hear from us within %(days)d days.") % {"days": term.days}


ANSWERS: Mapping[str, Words] = {
    RightsStepKind.EXTENDED: _("We need more time"),
    RightsStepKind.GRANTED: _("Yes: we do what you asked for"),
    RightsStepKind.PARTLY: _("Yes, in part"),
    RightsStepKind.DENIED: _("We cannot do what you asked for"),
}
GROUNDS: Mapping[str, Words] = {
    Ground.NOT_RECOGNISED: _("We could not make sure who is asking, so we may not tell or change anything."),
    Ground.NOT_HELD: _("We do not have what you asked for."),
    Ground.PSYCHOTHERAPY_NOTES: _("It is a therapist's own notes, which the law keeps apart."),
    Ground.FOR_A_PROCEEDING: _("It was put together for a legal proceeding."),
    Ground.PROMISED_SOURCE: _("Somebody else told us in confidence, and it would show who that was."),
    Ground.DANGER: _("A health professional found that it could endanger life or safety."),
    Ground.NAMES_ANOTHER: _("It speaks of somebody else, who could come to serious harm."),
    Ground.REPRESENTATIVE: _("A health professional found that giving it to a representative could do serious harm."),
    Ground.NOT_MADE_HERE: _("It was written elsewhere: please ask whoever wrote it."),
    Ground.NOT_IN_RECORD: _("It is not part of the record that the law lets you have changed."),
    Ground.NOT_OPEN: _("It is a part of the record that the law does not open to you."),
    Ground.ACCURATE: _("What stands there is correct and complete."),
    Ground.SUSPENDED: _("An authority asked us in writing to wait with this list."),
    Ground.NO_OTHER_ADDRESS: _("We need an address that reaches you."),
    Ground.NOT_AGREED: _("The law leaves it to us to agree, and we cannot work that way."),
    Ground.NOT_PAID_IN_FULL: _("It was not paid for in full by you, or by somebody else than your health plan."),
    Ground.LAW_WANTS_IT_TOLD: _("A law requires us to tell your health plan."),
    Ground.RECORD_MUST_STAY: _("It belongs to a medical record, which the law wants kept."),
}
STATEMENTS: Mapping[Statement, Words] = {
    Statement.REVIEW: _(
        "You may have this looked at again by another licensed health professional, who had no part in it. "
        "Ask us, and we do what that person finds."
    ),
    Statement.COMPLAIN: _(
        "You may complain to us at the address below, or to the U.S. Department of Health and Human Services, "
        "Office for Civil Rights (hhs.gov/ocr). Nothing you get from us depends on it."
    ),
    Statement.DISAGREE: _(
        "You may send us a written statement that you disagree, and why. It stays with the record and goes along "
        "whenever that part is passed on. We may answer it in writing."
    ),
    Statement.ATTACH: _(
        "If you send no statement, you may ask us to add your request and this answer whenever that part is passed on."
    ),
    Statement.TELL_OTHERS: _(
        "Tell us who else should learn of the correction. With your yes we tell them, and those who may rely on "
        "what stood there before."
    ),
    Statement.SUPERVISOR: _("You may complain to a data protection authority, or go to a court."),
}
