"""What somebody types to get to a form, and to sign it."""

import re
import unicodedata
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from clinic.public_pages import spoken_language
from consent.copies.fonts import is_readable_here
from consent.domain.signing import is_parenthood
from consent.enums import CopyGiven
from consent.pages.forms import validate_name, validate_written

WRONG_YEAR = _("This is not the year that we know. After five wrong answers the link is locked.")


class _YearField(forms.RegexField):
    """Also as a Chinese or Japanese keyboard writes it, １９８０ (Unicode NFKC: the same digits)."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


class BirthYearForm(forms.Form):
    birth_year = _YearField(
        r"^\s*(1[89]|20)\d\d\s*$",
        max_length=6,
        error_messages={
            "required": _("Please write the year of birth."),
            "invalid": _("Please write the year with four digits, like 1980."),
            "max_length": _("Please write the year with four digits, like 1980."),
        },
    )

    def year(self) -> int:
        return int(self.cleaned_data["birth_year"])


class CodeForm(forms.Form):
    """The number that staff read from their desk, however it is spaced."""

    code = forms.CharField(
        max_length=20,
        error_messages={
            "required": _("Please type the eight digits."),
            "max_length": _("Please type the eight digits."),
        },
    )

    def clean_code(self) -> str:
        digits = re.sub(r"[\s-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{8}", digits):
            raise forms.ValidationError(_("Please type the eight digits."))
        return digits


class WhoSigns(TextChoices):
    """Who may sign for the patient today; `EITHER` in the year of turning 18."""

    ANYBODY = "anybody"
    EITHER = "either"
    PARENT = "parent"


_ADULT, _MINOR, _ACTING = "adult", "minor", "acting"


class SignForm(forms.Form):
    """A name is the signature. A minor's form is signed by a parent or guardian alone; in the year of turning 18 the
    signer says whether the patient is of age: who signs for one who is needs an authority of their own (164.502(g)(2)).
    """

    age = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[
            (_ADULT, _("I am the patient, and I am 18 or older")),
            (_MINOR, _("The patient is under 18, and I sign as a parent or guardian")),
            (_ACTING, _("The patient is 18 or older, and I may act for them, not only as a parent")),
        ],
        error_messages={"required": _("Please say who signs.")},
    )
    read = forms.CharField(max_length=64, widget=forms.HiddenInput)
    represents = forms.BooleanField(required=False)
    authority = forms.CharField(max_length=200, required=False, validators=[validate_written])
    signature = forms.CharField(
        max_length=120,
        validators=[validate_name],
        error_messages={"required": _("Please type your full name: it is your signature.")},
    )
    agreed = forms.BooleanField(error_messages={"required": _("Please tick this if you want to sign.")})

    def clean_signature(self) -> str:
        """A copy in code points would be none (45 CFR 164.508(c)(4))."""
        name: str = self.cleaned_data["signature"]
        if not is_readable_here(name, spoken_language()):
            sentence = _("Your copy could not show these letters. Please use Latin or Chinese ones, or sign on paper.")
            raise forms.ValidationError(sentence)
        return name

    def __init__(self, *args: Any, who_signs: WhoSigns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.must_be_represented = who_signs == WhoSigns.PARENT
        if who_signs != WhoSigns.EITHER:
            del self.fields["age"]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        told["represents"] = self._is_represented(told)
        if told["represents"] and not told.get("authority") and "authority" not in self.errors:
            self.add_error("authority", _("Please say why you may sign for them, such as: mother, legal guardian."))
        if told.get("age") == _ACTING and is_parenthood(told.get("authority", "")):
            sentence = _("A parent cannot sign for somebody of 18. Please write what else lets you, such as: a court.")
            self.add_error("authority", sentence)
        return told

    def _is_represented(self, told: dict[str, Any]) -> bool:
        if "age" in self.fields:
            return told.get("age") in (_MINOR, _ACTING)
        return self.must_be_represented or bool(told.get("represents"))


class TabletSignForm(SignForm):
    """On the tablet somebody also says how they want their copy (45 CFR 164.508(c)(4)).

    `may_be_mailed`: it can come by e-mail, and they can open it there.
    """

    copy = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[(CopyGiven.MAIL.value, _("By e-mail")), (CopyGiven.PRINTED.value, _("On paper, from the front desk"))],
        error_messages={"required": _("Please choose how you want your copy.")},
    )

    def __init__(self, *args: Any, may_be_mailed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_be_mailed = may_be_mailed
        if not may_be_mailed:
            self.fields["copy"].required = False

    def clean_copy(self) -> CopyGiven:
        return CopyGiven(self.cleaned_data["copy"]) if self.may_be_mailed else CopyGiven.PRINTED
