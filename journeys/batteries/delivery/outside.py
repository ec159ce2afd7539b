"""The faults of the world outside, and of what the checker is shown to notice: name → fault."""

from collections.abc import Mapping

from journeys.batteries.delivery import clocks, full_disks, planted, poisoned, webhooks, withdrawals, wrong_answers
from journeys.batteries.delivery.field import Fault

FAULTS: Mapping[str, Fault] = {
    "poison, one connection": poisoned.one_connection,
    "poison, several connections": poisoned.several_connections,
    "withdrawals": withdrawals.withdrawals,
    "webhooks": webhooks.webhooks,
    "clock: between runs": clocks.between_runs,
    "clock: set during a run": clocks.set_during_a_run,
    "clock: asleep during a run": clocks.asleep_during_a_run,
    "clock: of the database": clocks.of_the_database,
    "clock: summer time": clocks.summer_time,
    "disk full: data": full_disks.of_the_data,
    "disk full: book": full_disks.of_the_book,
    **wrong_answers.FAULTS,
    "planted: unique key dropped": planted.unique_key_dropped,
    "planted: fencing dropped": planted.fencing_dropped,
    "planted: early receipt": planted.receipt_before_the_network,
    "planted: lost silently": planted.lost_silently,
    "planted: gate skipped": planted.gate_skipped,
}
