"""The disk is full, for what the outbox writes or for the book: what was not sent is sent when there is room again,
nothing twice, and nothing leaves without its event in the book."""

from collections.abc import Sequence
from contextlib import suppress

from journeys.batteries.delivery.field import CONNECTIONS, Field
from journeys.batteries.delivery.supplies import Supply
from journeys.batteries.verdicts import Verdict
from journeys.trials.full_disk import NoSmallDisk, small_disk
from journeys.trials.worker import WorkerDied

PEOPLE, PEOPLE_QUICK = 1_000, 60
_ROOM_FOR_EACH = 100  # bytes: less than is written for one message, so that some leave before the disk is full
_TRIES = 2  # while it is full
_DATA = ("campaigns_message", "campaigns_messagedecision")
_BOOK = ("audit_event",)
_LAST_EVENT = "SELECT coalesce(max(id), 0) FROM audit_event"
_WITHOUT_EVENT = """
    SELECT count(*)::int FROM campaigns_message m WHERE m.id = ANY(%s::uuid[]) AND NOT EXISTS (
        SELECT 1 FROM audit_event e WHERE e.word = 'send' AND e.id > %s AND e.people @> ARRAY[m.person_id])
"""


def of_the_data(field: Field) -> Verdict:
    return _full(field, "the outbox", _DATA)


def of_the_book(field: Field) -> Verdict:
    return _full(field, "the book", _BOOK)


def _full(field: Field, what: str, tables: Sequence[str]) -> Verdict:
    """Some of the mail leaves before the disk is full."""
    tried = f"no room for {what}"
    supply = field.reminders(field.size(PEOPLE, PEOPLE_QUICK))
    ((last_event,),) = field.place.rows(_LAST_EVENT)
    broke = 0
    try:
        with small_disk(field.place, tables) as disk:
            disk.fill(but=_ROOM_FOR_EACH * supply.people)
            if tables == _BOOK:
                field.steady.call("journeys.trials.full_disk.write_until_the_book_is_full")
            broke = sum(_breaks(field, supply) for _ in range(_TRIES))
            while_full = supply.sent_so_far()
            disk.empty()
            supply.finish()
    except NoSmallDisk as why:
        supply.finish()
        return Verdict(tried, "", untried=str(why))
    seen = f"{broke} of {_TRIES} deliveries broke off, {while_full} sent meanwhile"
    ((without,),) = field.place.rows(_WITHOUT_EVENT, [[entry.message_id for entry in supply.sent], last_event])
    return supply.judge(
        tried,
        "" if broke else "no delivery broke off: nothing was tried",
        f"{without} left without an event" if without else "",
        windows=CONNECTIONS * broke,
        seen=seen,
    )


def _breaks(field: Field, supply: Supply) -> bool:
    with suppress(WorkerDied), field.worker() as victim:
        supply.deliver(victim)
        return False
    return True
