"""Forms that anybody may fill in: a name and an address, nothing else (R35)."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consent.domain.written import is_written

_NO_NAME = re.compile(r"https?:|www\.|[@<>{}\x00-\x1f\x7f]", re.IGNORECASE)


def validate_written(text: str) -> None:
    if not is_written(text):
        raise ValidationError(_("Please use letters that can be seen."))


def validate_name(name: str) -> None:
    """A name stands in our mail to an address that anybody can type: no link may travel in it."""
    validate_written(name)
    if _NO_NAME.search(name):
        raise ValidationError(_("Please write a name only, without web or e-mail addresses."))


class LostLinkForm(forms.Form):
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Please write your e-mail address."),
            "invalid": _("This does not look like an e-mail address. Please write it like name@example.com."),
            "max_length": _("This does not look like an e-mail address. Please write it like name@example.com."),
        },
    )


class SubscribeForm(LostLinkForm):
    name = forms.CharField(
        max_length=80,
        validators=[validate_name],
        error_messages={
            "required": _("Please write your name."),
            "max_length": _("Please write a shorter name (up to 80 letters)."),
        },
    )


class BoothForm(SubscribeForm):
    """Others may have the tablet in their hands: the box is empty, and an empty box is no."""

    wanted = forms.BooleanField(required=False)
