"""`mailto:officer@clinic.example`: a mail with the line in it, once a day, through the configured mail backend.

It holds numbers and hashes, nothing of a person. The line fits into one line of a mail (RFC 5322: 998 characters).
"""

from datetime import timedelta
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from audit.domain.anchors import Anchor
from audit.sealing.anchors.place import AnchorFailed

_TEXT = """Please keep this mail. It proves later that nothing was removed from the access book.

The book had {anchor.events} sealed events in {anchor.seal} seals at {anchor.sealed_at}.
To compare: save this mail as a file, then run  audit_verify --from-anchor FILE

{line}
"""


class MailPlace:
    def __init__(self, url: str, every: timedelta) -> None:
        self._to, self.every = unquote(urlsplit(url).path), every
        self.name = f"mailto:{self._to}"
        try:
            validate_email(self._to)
        except ValidationError:
            raise ValueError("name one address, as in mailto:officer@clinic.example") from None

    def tell(self, anchor: Anchor) -> None:
        text = _TEXT.format(anchor=anchor, line=anchor.line())
        try:
            sent = EmailMessage(subject=f"Access book: seal {anchor.seal}", body=text, to=[self._to]).send()
        except Exception as error:  # a backend may raise anything; none of it may stop the other places
            raise AnchorFailed(f"the mail was not taken ({type(error).__name__})") from error
        if sent != 1:
            raise AnchorFailed("the mail was not taken")
