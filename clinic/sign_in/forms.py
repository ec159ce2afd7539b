"""What is typed to sign in."""

from typing import Any

from django import forms

_NAME: dict[str, Any] = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
_CODE: dict[str, Any] = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


def _password_field() -> forms.CharField:
    return forms.CharField(
        max_length=500, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class NameAndPassword(forms.Form):
    username = forms.CharField(
        label="User name",
        max_length=150,
        widget=forms.TextInput(_NAME),
    )
    password = _password_field()


class NameAndTicket(forms.Form):
    username = forms.CharField(label="User name", max_length=150, widget=forms.TextInput(_NAME))
    ticket = forms.CharField(label="Ticket: twelve digits", max_length=20, widget=forms.TextInput(_CODE))


class HandedCode(forms.Form):
    set_up_code = forms.CharField(label="Set-up code: twelve digits", max_length=20, widget=forms.TextInput(_CODE))


class SetUpCode(forms.Form):
    code = forms.CharField(label="The six digits that your app shows", max_length=20, widget=forms.TextInput(_CODE))


class SecondFactor(forms.Form):
    code = forms.CharField(label="Code from your app, or a recovery code", max_length=20, widget=forms.TextInput(_CODE))


class PasswordAndCode(SecondFactor):
    password = _password_field()
    field_order = ("password", "code")
