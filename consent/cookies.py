"""Every cookie that pages of this house set: its name, what it is for, how long it stays. `/privacy/cookies/` shows
this list, and tests compare it with what pages really set."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consent.domain.signing import AT_THE_TABLET
from consent.pages import signer_cookies


@dataclass(frozen=True, slots=True)
class Cookie:
    """A `name` that ends in `*` means all that begin so. `seconds`: `life` as a number, 0 for as long as the browser is
    open. `for_staff`: visitors never get it."""

    name: str
    purpose: str | Promise
    life: str | Promise
    seconds: int
    for_staff: bool = False

    def means(self, name: str) -> bool:
        return name.startswith(self.name[:-1]) if self.name.endswith("*") else name == self.name


_WITH_THE_BROWSER = _("until you close the browser")

COOKIES: tuple[Cookie, ...] = (
    Cookie(
        settings.CSRF_COOKIE_NAME,
        _("Protects the forms: it shows that a form was sent from our own page. Set only by pages with a form."),
        _WITH_THE_BROWSER,
        0,
    ),
    Cookie(
        settings.TRACKING_COOKIE_NAME,
        _("Remembers the answer that you give on this page: yes or no, nothing else. Set only when you answer."),
        _("180 days"),
        settings.TRACKING_COOKIE_AGE,
    ),
    Cookie(
        signer_cookies.KNOWN,
        _("While you read and sign: that you answered the question at the beginning. It goes to that page alone."),
        _("30 minutes"),
        int(signer_cookies.KNOWN_FOR.total_seconds()),
    ),
    Cookie(
        signer_cookies.READER,
        _("Behind a link in a message: that you answered the question at the beginning. It goes to that page alone."),
        _("30 minutes"),
        int(signer_cookies.KNOWN_FOR.total_seconds()),
    ),
    Cookie(
        signer_cookies.TABLET,
        _("On the clinic's tablet: which form a code opened. It is gone when the form is signed."),
        _("20 minutes"),
        int(AT_THE_TABLET.total_seconds()),
    ),
    Cookie(settings.SESSION_COOKIE_NAME, _("Keeps a member of staff signed in."), _WITH_THE_BROWSER, 0, for_staff=True),
    Cookie("messages", _("Shows a member of staff what was saved."), _WITH_THE_BROWSER, 0, for_staff=True),
    Cookie(
        "known-*",
        _("Tells the browser of a member of staff from one that guesses passwords."),
        _("180 days"),
        180 * 24 * 60 * 60,
        for_staff=True,
    ),
)


def longest_lives() -> dict[str, int]:
    """Name → seconds at most, of the cookies that visitors can get: what the leak check holds pages to."""
    return {cookie.name: cookie.seconds for cookie in COOKIES if not cookie.for_staff}
