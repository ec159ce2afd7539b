"""What others use for the same work, in a Django of its own: a script for the Python of `peers.py`, never imported.

    peer_site.py tables                 makes post_office's tables
    peer_site.py queue N                queues N mails
    peer_site.py post_office PROCESSES  sends what is queued, at its best settings
    peer_site.py django N               sends N mails with Django's backend over one kept connection

Where the database and the mail server are stands in DATABASE, EMAIL_HOST, EMAIL_PORT. Says what it cost as JSON.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

#: As long as ours: two kilobytes of text and HTML.
TEXT = "Dear {name},\n\n" + "This is a reminder from your clinic. " * 12 + "\n"
HTML = "<html><body><p>Dear {name},</p>" + "<p>This is a reminder from your clinic.</p>" * 30 + "</body></html>"
SENDER = "clinic@example.com"


def main(what: str, number: int) -> None:
    _set_up()
    works: dict[str, Callable[[int], object]] = {
        "tables": _tables,
        "queue": _queue,
        "post_office": _post_office,
        "django": _django,
    }
    began, cpu = time.perf_counter(), _cpu()
    works[what](number)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(json.dumps({"seconds": time.perf_counter() - began, "cpu_seconds": _cpu() - cpu, "peak_mb": round(peak, 1)}))


def _set_up() -> None:
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="nothing here is secret",  # noqa: S106
        DATABASES={"default": _database(os.environ["DATABASE"])},
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        EMAIL_HOST=os.environ["EMAIL_HOST"],
        EMAIL_PORT=int(os.environ["EMAIL_PORT"]),
        EMAIL_USE_TLS=True,
        POST_OFFICE={"BATCH_SIZE": 1000, "LOG_LEVEL": 0, "THREADS_PER_PROCESS": 1},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": parts.port or "",
    }


def _tables(_: int) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _queue(number: int) -> None:
    from post_office import mail

    for start in range(0, number, 1000):
        mail.send_many([_as_kwargs(n) for n in range(start, min(start + 1000, number))])


def _as_kwargs(number: int) -> dict[str, Any]:
    name = f"Person {number}"
    return {
        "sender": SENDER,
        "recipients": [f"person{number}@example.com"],
        "subject": "Health reminder",
        "message": TEXT.format(name=name),
        "html_message": HTML.format(name=name),
        "headers": {"Message-ID": f"<post-office-{number}@example.com>"},
    }


def _post_office(processes: int) -> None:
    from post_office import mail

    mail.send_queued_mail_until_done(processes=processes, log_level=0)


def _django(number: int) -> None:
    from django.core.mail import EmailMultiAlternatives, get_connection

    with get_connection() as connection:
        for one in range(number):
            told = _as_kwargs(one)
            email = EmailMultiAlternatives(
                told["subject"], told["message"], SENDER, told["recipients"],
                headers={"Message-ID": f"<django-{one}@example.com>"},
            )  # fmt: skip
            email.attach_alternative(told["html_message"], "text/html")
            connection.send_messages([email])


def _cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)
