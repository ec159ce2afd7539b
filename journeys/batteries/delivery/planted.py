"""Would the checker notice? Each mistake is planted into the system itself: messages leave through it, and the sink's
journal and the rows must give it away. What the checker does not notice is a finding."""

from collections.abc import Callable
from pathlib import Path

from journeys.batteries.delivery.field import Field
from journeys.batteries.delivery.supplies import DELIVER, Supply
from journeys.batteries.night_oracle import Reckoning
from journeys.batteries.verdicts import Verdict, verdict
from journeys.trials.workers import wait_until

PEOPLE, PEOPLE_QUICK = 300, 20
_MISTAKES = "journeys.trials.mistakes."
_ONCE = "campaigns_message_once"
_DROP_KEY = f"ALTER TABLE campaigns_message DROP CONSTRAINT {_ONCE}"
_KEY = "(origin_id, step, occurrence, person_id, channel)"
_PUT_KEY_BACK = f"ALTER TABLE campaigns_message ADD CONSTRAINT {_ONCE} UNIQUE {_KEY}"
_PLANT_TWINS = """
    CREATE TEMPORARY TABLE twin AS SELECT * FROM campaigns_message WHERE state = 'planned' AND planned_at >= %s;
    UPDATE twin SET id = gen_random_uuid();
    INSERT INTO campaigns_message SELECT * FROM twin
"""
_TELL_TWINS_APART = """
    UPDATE campaigns_message m SET occurrence = replace(m.id::text, '-', '')
    WHERE EXISTS (SELECT 1 FROM campaigns_message o WHERE o.id < m.id AND o.origin_id = m.origin_id
        AND o.step = m.step AND o.occurrence = m.occurrence AND o.person_id = m.person_id AND o.channel = m.channel)
"""
_LEASED = "SELECT count(*)::int FROM campaigns_message WHERE state = 'leased'"


def unique_key_dropped(field: Field) -> Verdict:
    """Two rows for one intent."""
    supply = _supply(field)
    field.place.rows(_DROP_KEY)
    try:
        with field.place.session() as session:
            for statement in _PLANT_TWINS.split(";"):
                session.execute(statement.encode(), [supply.begin] if "%s" in statement else None)
        supply.deliver()
        return _caught("two rows for one intent, without the unique key", supply, lambda found: found.doubled)
    finally:
        field.place.rows(_TELL_TWINS_APART)
        field.place.rows(_PUT_KEY_BACK)


def fencing_dropped(field: Field) -> Verdict:
    """A process leases, is stopped until its leases have run out and another has sent everything, and goes on."""
    supply, goes_on = _supply(field), Path(field.place.folder / "goes-on")
    with field.worker() as stale:
        stale.call(f"{_MISTAKES}drop_the_fencing", goes_on=f"{goes_on}")
        stale.begin(DELIVER, at=supply.at())
        wait_until(lambda: field.place.rows(_LEASED) != [(0,)], "something is leased")
        supply.run_out_leases()
        supply.deliver()
        goes_on.touch()
        stale.answer()
    goes_on.unlink()
    return _caught("a process that goes on with leases it has lost", supply, lambda found: found.doubled)


def receipt_before_the_network(field: Field) -> Verdict:
    supply = _supply(field)
    with field.worker() as hasty:
        hasty.call(f"{_MISTAKES}acknowledge_early", every=5)
        supply.deliver(hasty)
    return _caught("accepted before the network was asked", supply, lambda found: found.lost and found.untrue)


def lost_silently(field: Field) -> Verdict:
    supply = _supply(field)
    with field.worker() as forgetful:
        forgetful.call(f"{_MISTAKES}lose_silently", every=5)
        supply.deliver(forgetful)
    caught = _caught("leased and forgotten", supply, lambda found: found.lost and found.unsettled)
    supply.finish()
    return caught


def gate_skipped(field: Field) -> Verdict:
    """Planned and sent by a process whose gate lets everybody through."""
    with field.worker() as blind:
        blind.call(f"{_MISTAKES}skip_the_gate")
        supply = field.reminders(field.size(PEOPLE, PEOPLE_QUICK), planner=blind)
        supply.deliver(blind)
    return _caught("mail to people who may get none, without the gate", supply, lambda found: found.forbidden)


def _supply(field: Field) -> Supply:
    return field.reminders(field.size(PEOPLE, PEOPLE_QUICK))


def _caught(what: str, supply: Supply, seen: Callable[[Reckoning], object]) -> Verdict:
    found = supply.reckon()
    findings = found.findings()
    missed = "" if seen(found) and findings else "the checker does not notice"
    return verdict(f"planted: {what}", f"noticed: {'; '.join(findings) or 'nothing'}", missed)
