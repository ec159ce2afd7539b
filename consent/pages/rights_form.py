"""The form for requests about one's own data. What is asked for is written in words: no other field is needed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.enums import RightKind
from consent.pages.forms import SubscribeForm
from consent.rights_words import RightText, right_text

LONGEST = 2000


class RightsForm(SubscribeForm):
    """`kind`, `name`, `email`, `words`."""

    kind = forms.ChoiceField(
        choices=RightKind.choices,
        error_messages={
            "required": _("Please choose what you would like."),
            "invalid_choice": _("Please choose what you would like."),
        },
    )
    words = forms.CharField(
        max_length=LONGEST,
        error_messages={
            "required": _("Please write in a few words what you need."),
            "max_length": _("Please write less (up to 2,000 letters), or send us a letter."),
        },
    )

    def rights(self) -> list[tuple[str, RightText, bool]]:
        """Value, words, and whether it is chosen, in the order of the page."""
        chosen: Any = self["kind"].value()
        return [(value, right_text(value), value == chosen) for value in RightKind.values]
