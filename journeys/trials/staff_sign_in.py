"""A member of staff in a test client, as after password and code: the same step, without the pages before it."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client

from clinic.enums import SignInMethod
from clinic.models import Staff
from clinic.sign_in import steps


def sign_in(client: Client, staff: Staff) -> Client:
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.session, request.user = client.session, AnonymousUser()
    steps.sign_in(request, staff, SignInMethod.TOTP)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return client
