"""Rows on their way out, a batch at a time: memory stays flat however many there are."""

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

from audit import origin
from audit.exporting import papers
from audit.exporting.files import MEDIA_TYPES, Format, Row, beginning, lines
from audit.exporting.leave_to_export import Cut, still_may_or_cut
from audit.exporting.papers import Paper

Clock = Callable[[], datetime]


@dataclass
class _Out:
    """What has left: its digest and its rows."""

    digest: Any = field(default_factory=sha256)
    rows: int = 0

    def note(self, chunk: bytes, rows: int) -> bytes:
        self.digest.update(chunk)
        self.rows += rows
        return chunk


def stream(
    *, paper: Paper, form: Format, columns: Sequence[str], batches: Iterable[Sequence[Row]], clock: Clock = timezone.now
) -> StreamingHttpResponse:
    """A download of what `papers.begin` has written down. Each batch should be a query of its own (≤ 2,000 rows).

    Between batches it is asked whether they may still have it. The last batch leaves after the event with the digest.
    """
    what = paper.kind.removesuffix("-csv").removesuffix("-jsonl")
    name = f"revisit-{what}-{clock():%Y-%m-%d-%H%M}.{form.value}"
    return StreamingHttpResponse(
        _chunks(paper, form, columns, batches, clock, origin.current()),
        content_type=MEDIA_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _chunks(
    paper: Paper,
    form: Format,
    columns: Sequence[str],
    batches: Iterable[Sequence[Row]],
    clock: Clock,
    asked_from: origin.Origin,
) -> Generator[bytes, None, None]:
    out = _Out()
    waiting, held = beginning(form, columns), 0
    try:
        for batch in batches:
            still_may_or_cut(paper, rows=out.rows)
            yield out.note(waiting, held)
            waiting, held = lines(form, columns, batch), len(batch)
        still_may_or_cut(paper, rows=out.rows)
        out.note(waiting, held)
        with _from(asked_from):
            papers.finish(paper, rows=out.rows, sha256=out.digest.hexdigest(), now=clock())
    except Cut:
        with _from(asked_from):
            papers.cut_off(paper, rows=out.rows, now=clock())
        raise
    except BaseException:
        with suppress(Exception), _from(asked_from):
            papers.broken_off(paper, rows=out.rows)
        raise
    yield waiting


def _from(place: origin.Origin) -> AbstractContextManager[None]:
    """The response is read after the request's middleware has ended: say again where it was asked."""
    return origin.acting_from(place.place, place.address)
