"""A thousand people withdraw while mail leaves: they unsubscribe, leave the channel, revoke what they signed, or have a
new address. Triggers that only the trial has write down, at the very end of each transaction, when a hand-over and a
withdrawal were committed; both hold their person's row until then, so the order of the moments is that of the commits.
"""

from collections.abc import Mapping
from contextlib import ExitStack

from campaigns.channels.transport import SMTP
from journeys.batteries.delivery.field import Field
from journeys.batteries.delivery.supplies import DELIVER, Supply
from journeys.batteries.delivery.withdrawal_oracle import Stamp, judge
from journeys.batteries.night_oracle import reckon
from journeys.batteries.verdicts import Verdict, verdict
from journeys.trials.numbers import is_barred, number_of
from journeys.trials.workers import wait_until

PEOPLE, PEOPLE_QUICK = 10_000, 60
WITHDRAW, WITHDRAW_QUICK = 1_000, 16
WITHDRAWING = 3  # processes
_A_SECOND = 150  # messages of all processes together, so that there is time to withdraw in
_MARGIN = 1.25  # some withdraw before the first hand-over or after the last
_WORK = "journeys.trials.permissions."
_RATE = "UPDATE clinic_vendor SET rate_per_second = %s WHERE backend = %s"
_FUNCTION = """
    CREATE FUNCTION trial_withdrawal_stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, public AS $$
    BEGIN
        IF TG_TABLE_NAME = 'patients_person' THEN
            INSERT INTO trial_withdrawal VALUES (TG_ARGV[0], NEW.id, NEW.id, clock_timestamp());
        ELSE
            INSERT INTO trial_withdrawal VALUES (TG_ARGV[0], NEW.id, NEW.person_id, clock_timestamp());
        END IF;
        RETURN NULL;
    END $$
"""
#: Table → what happens to it, when that is told.
_EVENTS = {
    "campaigns_message": (
        "UPDATE", "NEW.state = 'handing_over' AND OLD.state <> 'handing_over'", "handed over",
    ),
    "consent_preference": ("INSERT", "NOT NEW.wanted", "withdrew"),
    "consent_authorization": ("UPDATE", "NEW.revoked_at IS NOT NULL AND OLD.revoked_at IS NULL", "withdrew"),
    "patients_person": ("UPDATE", "NEW.email_key IS DISTINCT FROM OLD.email_key", "withdrew"),
}  # fmt: skip
#: Not those who have moved: their own row is what tells it, and they get mail.
_WITHDREW = "SELECT count(*)::int FROM trial_withdrawal WHERE what = 'withdrew' AND subject <> person"
_TOLD = """
    SELECT s.what, s.subject::text, p.tier::int, extract(epoch FROM s.at)::float8
    FROM trial_withdrawal s JOIN patients_person p ON p.id = s.person ORDER BY s.at
"""


def withdrawals(field: Field) -> Verdict:
    people, wanted = field.size(PEOPLE, PEOPLE_QUICK), field.size(WITHDRAW, WITHDRAW_QUICK)
    share = int(wanted * _MARGIN) // 4
    after = field.newcomers(people)
    supply = _supply(field, people, after, signing=2 * share)
    everybody = range(after + 1, after + people + 1)
    ways = _ways(everybody, share)
    _begin_stamps(field)
    field.place.rows(_RATE, [_A_SECOND, SMTP])
    try:
        _play(field, supply, ways, within=0.5 * people / _A_SECOND)
        supply.finish()
        way_of = {one: way for way, those in ways.items() for one in those}
        return _judged(field, supply, everybody, way_of, 0 if field.is_quick else wanted)
    finally:
        field.place.rows(_RATE, [None, SMTP])
        _end_stamps(field)


def _supply(field: Field, people: int, after: int, *, signing: int) -> Supply:
    """Reminders, and to the last `signing` of the people news that rest on what they signed."""
    supply = field.reminders(people - signing, after=after)
    first, last = after + people - signing + 1, after + people
    if not field.steady.call(f"{_WORK}has_news").value:
        field.steady.call(f"{_WORK}write_news")
    field.steady.call(f"{_WORK}sign", first=first, last=last)
    field.steady.call(f"{_WORK}plan_news", first=first, last=last, at=supply.at(), steps=1)
    return supply


def _ways(everybody: range, share: int) -> dict[str, list[int]]:
    """Spread over all numbers that may get mail; who revokes is among the last, who have signed."""
    free = [number for number in everybody[: -2 * share] if not is_barred(number)]
    signed = [number for number in everybody[-2 * share :] if not is_barred(number)]
    found = {}
    for order, way in enumerate(("unsubscribed", "left", "moved")):
        found[way] = free[order :: max(len(free) // share, 3)][:share]
    return found | {"revoked": signed[:share]}


def _play(field: Field, supply: Supply, ways: Mapping[str, list[int]], *, within: float) -> None:
    with ExitStack() as stack:
        delivering = [field.steady, *(stack.enter_context(field.worker()) for _ in range(field.size(1, 0)))]
        withdrawing = [stack.enter_context(field.worker()) for _ in range(field.size(WITHDRAWING, 1))]
        for worker in (*delivering, *withdrawing):
            worker.wait_until_ready()
        for part, worker in enumerate(withdrawing):
            theirs = {way: those[part :: len(withdrawing)] for way, those in ways.items()}
            worker.begin(
                "journeys.trials.withdrawals.withdraw", numbers=theirs, at=supply.at(), within=within, seed=part
            )
        wait_until(lambda: field.place.rows(_WITHDREW) != [(0,)], "somebody has withdrawn")
        for worker in delivering:
            worker.begin(DELIVER, at=supply.at())
        for worker in (*delivering, *withdrawing):
            worker.answer()


def _judged(field: Field, supply: Supply, everybody: range, ways: Mapping[int, str], wanted: int) -> Verdict:
    """Whoever withdrew in time is not due, and the row says that it was not allowed; who moved is, at the new
    address."""
    supply.sent_so_far()
    got, rows = {number_of(entry.to) for entry in supply.sent}, supply.rows()
    refused = {row.number for row in rows if row.state == "refused"}
    gone = {number for number, way in ways.items() if way != "moved" and number in refused - got}
    found = reckon({*everybody} - gone, supply.sent, rows)
    judged = judge([Stamp(*row) for row in field.place.rows(_TOLD)], supply.sent, ways)
    return verdict(
        f"{judged.during:,} withdrawals while {len(everybody):,} messages leave",
        f"{found}; {judged.before} handed over before, {judged.stopped} stopped, {len(judged.late)} after",
        *found.findings(),
        *judged.in_words(),
        f"only {judged.during} withdrawals met a running delivery" if judged.during < wanted else "",
        "nobody was stopped: nothing was tried" if not judged.stopped else "",
    )


def _begin_stamps(field: Field) -> None:
    field.place.rows("CREATE TABLE trial_withdrawal (what text, subject uuid, person uuid, at timestamptz)")
    field.place.rows(_FUNCTION)
    for table, (happens, when, what) in _EVENTS.items():
        field.place.rows(
            f"CREATE CONSTRAINT TRIGGER trial_withdrawal AFTER {happens} ON {table} DEFERRABLE INITIALLY DEFERRED"
            f" FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION trial_withdrawal_stamp('{what}')"
        )


def _end_stamps(field: Field) -> None:
    field.place.rows("DROP FUNCTION trial_withdrawal_stamp CASCADE")
    field.place.rows("DROP TABLE trial_withdrawal")
