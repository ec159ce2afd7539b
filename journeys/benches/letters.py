"""Putting one mail together, step by step, beside the usual ways: no database, no network, CPU time alone."""

from base64 import encodebytes
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from itertools import repeat
from statistics import median
from time import process_time
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from rich.console import Console

from campaigns import library
from campaigns.channels.addresses import sole_address
from campaigns.domain import layout, placeholders
from campaigns.domain.liquid_texts import rendered, rendered_by_liquid
from campaigns.domain.mime_forms import Form, Words, date_of
from consent import links
from consent.enums import Topic
from journeys.benches.figures import Bench, Row, Wanted

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
TO = "ana.lopez@mail.example"
DATE = date_of(datetime(2026, 3, 3, 15, 30, tzinfo=UTC))
_TEXT = "appointment-reminder"
_ROUNDS = 5


def measure(console: Console, times: int = 500) -> Bench:
    """The reminder of an appointment, in English. Each way `times` times in five rounds, the round in the middle."""
    console.print(f"letters: {times:,} times {_ROUNDS} each")
    bench = Bench("letters")
    for what, way in _ways().items():
        way()
        seconds = median(_seconds(way, times) for _ in range(_ROUNDS))
        bench.rows.append(Row(what, times, seconds, seconds))
    cost = {row.what: row.cpu_seconds for row in bench.rows}
    for slow, quick, least in (
        ("both parts: python-liquid", "both parts: pieces", 4),
        ("mail: EmailMessage", "mail: ours", 10),
        ("mail: Django", "mail: ours", 10),
    ):
        bench.wanted.append(Wanted(f"{slow} / {quick}", round(cost[slow] / max(cost[quick], 1e-9), 1), least=least))
    bench.remarks.append(
        "CPU time: `CPU s / 1,000` times 1,000 are µs a mail; a mail from values to bytes, links not among them"
    )
    return bench


def _ways() -> dict[str, Callable[[], object]]:
    """The usual ways get parts that are rendered, ours renders them."""
    form, values = reminder()
    everything = {**values, **form.words.shared}
    text, html = form.parts(values)
    token = links.sign(links.UNSUBSCRIBE, ID, Topic.NEWSLETTER)

    def parts(render: Callable[..., str]) -> tuple[str, str]:
        said = render(form.words.text, everything, html=False)
        return layout.tidy(said), render(form.words.html, everything, html=True)

    return {
        "both parts: python-liquid": lambda: parts(rendered_by_liquid),
        "both parts: pieces": lambda: parts(rendered),
        "mail: EmailMessage": lambda: by_python(form, text, html),
        "mail: Django": lambda: by_django(form, text, html),
        "mail: parts in base64, no headers": lambda: [encodebytes(part.encode()) for part in form.parts(values)],
        "mail: ours": lambda: form.written(values, message_id=ID, to=TO, date=DATE),
        "guard: which values are there": lambda: form.is_clean(values, lambda said: True),
        "link: sign": lambda: links.sign(links.UNSUBSCRIBE, ID, Topic.NEWSLETTER),
        "link: find its page": lambda: f"{settings.PUBLIC_URL}{reverse('consent:unsubscribe', args=[token])}",
        "link: the whole of it": lambda: links.unsubscribe_url(ID, Topic.NEWSLETTER, "en"),
        "address: checked": lambda: sole_address(TO),
    }


def reminder() -> tuple[Form, dict[str, str]]:
    """A built-in text, and values for one reader."""
    words = next(shipped for shipped in library.templates() if shipped.slug == _TEXT).texts["en"]
    compiled = layout.compile_mail(body=words.body, preheader=words.preheader, language="en")
    token = links.sign(links.UNSUBSCRIBE, ID, Topic.NEWSLETTER)
    values = {
        name: f"https://clinic.example/u/{token}/?lang=en" if name.startswith("link.") else value
        for name, value in placeholders.samples("en").items()
    }
    shared = {name: values.pop(name) for name in list(values) if name.startswith("clinic.")}
    form = Form(
        Words(
            language="en",
            subject=words.subject,
            text=compiled.text,
            html=compiled.html,
            sender_name=shared["clinic.name"],
            sender_address="hello@clinic.example",
            host="clinic.example",
            shared=shared,
        )
    )
    return form, values


def _headers(form: Form) -> dict[str, str]:
    return {"List-Id": f"<mail.{form.words.host}>", "Message-ID": f"<{ID}@{form.words.host}>", "Date": DATE}


def by_python(form: Form, text: str, html: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"], mail["From"], mail["To"] = form.words.subject, form.words.sender_address, TO
    for name, value in _headers(form).items():
        mail[name] = value
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    return mail.as_bytes()


def by_django(form: Form, text: str, html: str) -> bytes:
    mail = EmailMultiAlternatives(form.words.subject, text, form.words.sender_address, [TO], headers=_headers(form))
    mail.attach_alternative(html, "text/html")
    return mail.message().as_bytes()


def _seconds(way: Callable[[], object], times: int) -> float:
    began = process_time()
    for _ in repeat(None, times):
        way()
    return process_time() - began
