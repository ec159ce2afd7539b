"""The ways that are measured side by side write the same mail."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from rich.console import Console

from journeys.benches import letters


def _read(raw: bytes) -> list[str]:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    parts = [part.get_content().replace("\r\n", "\n").rstrip("\n") for part in mail.iter_parts()]
    return [str(mail["Subject"]), str(mail["To"]), str(mail["Message-ID"]), *parts]


def test_all_ways_write_the_same_mail() -> None:
    form, values = letters.reminder()
    said = form.parts(values)
    ours = form.written(values, message_id=letters.ID, to=letters.TO, date=letters.DATE)
    assert _read(ours) == _read(letters.by_python(form, *said)) == _read(letters.by_django(form, *said))


def test_each_way_is_measured() -> None:
    bench = letters.measure(Console(quiet=True), times=1)
    assert [row.what.partition(":")[0] for row in bench.rows] == [
        *["both parts"] * 2,
        *["mail"] * 4,
        "guard",
        *["link"] * 3,
        "address",
    ]
    assert len(bench.wanted) == 3
