"""People take their permission back while mail leaves: nothing of theirs is handed over from that commit on.

Two processes deliver, a third takes papers back at random moments. Triggers that only the trial has write down, at the
very end of each transaction, when a hand-over and a revocation were committed. Both hold their person's row until then,
so the order of these moments is the order of the commits. What left is told by the journal of the receiving side.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import quantiles

from rich.console import Console

from journeys.batteries.revocation_oracle import End, Findings, Stamp, What, reckon
from journeys.batteries.verdicts import Verdict, verdict
from journeys.trials.house import FIRST_DAY, clock
from journeys.trials.place import Place, furnished_place
from journeys.trials.post import Journal
from journeys.trials.worker import Worker

WANTED, WANTED_QUICK = 1_000, 10
A_ROUND, A_ROUND_QUICK = 500, 30
MOST_ROUNDS = 6
DELIVERING = 2
_WORK = "journeys.trials.permissions."
_SECONDS_A_MESSAGE = 0.02  # until a round has shown what this machine takes
_STAMPS = """
    CREATE TABLE trial_stamp (what text, subject uuid, person uuid, at timestamptz);
    CREATE FUNCTION trial_stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, public AS $$
    BEGIN
        INSERT INTO trial_stamp VALUES (TG_ARGV[0], NEW.id, NEW.person_id, clock_timestamp());
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER trial_handed_over AFTER UPDATE ON campaigns_message DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.state = 'handing_over' AND OLD.state <> 'handing_over')
        EXECUTE FUNCTION trial_stamp('handed over');
    CREATE CONSTRAINT TRIGGER trial_out AFTER UPDATE ON campaigns_message DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (OLD.state = 'handing_over' AND NEW.state <> 'handing_over')
        EXECUTE FUNCTION trial_stamp('out');
    CREATE CONSTRAINT TRIGGER trial_revoked AFTER UPDATE ON consent_authorization DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.revoked_at IS NOT NULL AND OLD.revoked_at IS NULL)
        EXECUTE FUNCTION trial_stamp('revoked')
"""
_TOLD = "SELECT what, subject::text, person::text, extract(epoch FROM at)::float8 FROM trial_stamp"
_ENDS = "SELECT id::text, person_id::text, state, reason FROM campaigns_message WHERE origin_slug = 'trial-news'"


@dataclass
class Stage:
    """A clinic, two processes that deliver and one that takes back. Each round is of people of its own."""

    place: Place
    steady: Worker
    console: Console
    a_round: int
    took: list[float] = field(default_factory=list)
    rounds: int = 0
    within: float = 0.0

    def __post_init__(self) -> None:
        for statement in _STAMPS.split(";\n    CREATE"):
            self.place.rows(statement if statement.lstrip().startswith("CREATE") else f"CREATE{statement}")
        self.steady.call(_WORK + "write_news")
        self.within = self.a_round * 2 * _SECONDS_A_MESSAGE

    def play(self, delivering: Sequence[Worker], revoking: Worker) -> None:
        """Everybody of the round is written to twice, and takes it back at some moment of that."""
        first, last = self.rounds * self.a_round + 1, (self.rounds + 1) * self.a_round
        at = clock(FIRST_DAY, "12:00").isoformat()
        self.steady.call(_WORK + "sign", first=first, last=last)
        self.steady.call(_WORK + "plan_news", first=first, last=last, at=at)
        for worker in (*delivering, revoking):
            worker.wait_until_ready()
        for worker in delivering:
            worker.begin(_WORK + "deliver", at=at)
        revoking.begin(_WORK + "revoke_at_random", first=first, last=last, at=at, within=self.within, seed=self.rounds)
        answers = [worker.answer() for worker in delivering]
        self.took += revoking.answer().value
        self.within = max(answer.seconds for answer in answers) * 0.9
        self.rounds += 1

    def stamps(self) -> list[Stamp]:
        return [Stamp(*row) for row in self.place.rows(_TOLD)]

    def ends(self) -> list[End]:
        return [End(*row) for row in self.place.rows(_ENDS)]

    def left(self) -> list[str]:
        return [entry.message_id for entry in Journal(self.place.journal).news()]

    def reckon(self) -> Findings:
        return reckon(self.stamps(), self.left(), self.ends())


def prove(console: Console, quick: bool) -> list[Verdict]:
    wanted, a_round = (WANTED_QUICK, A_ROUND_QUICK) if quick else (WANTED, A_ROUND)
    with furnished_place() as (place, steady):
        steady.call("journeys.trials.crowd.settle", people=a_round * MOST_ROUNDS)
        stage = Stage(place, steady, console, a_round)
        found = [under_way(stage, wanted), planted(stage)]
    for one in found:
        console.print(f"consent: {one}")
    return found


def under_way(stage: Stage, wanted: int) -> Verdict:
    """Rounds until so many revocations fell between the first and the last hand-over of a delivery."""
    during = 0
    with stage.place.worker() as one, stage.place.worker() as other, stage.place.worker() as revoking:
        while during < wanted and stage.rounds < MOST_ROUNDS:
            stage.console.print(f"consent: round {stage.rounds + 1}, {during} of {wanted} revocations so far")
            stage.play((one, other), revoking)
            during = stage.reckon().during
    found = stage.reckon()
    return verdict(
        f"{found.during:,} revocations at random moments of a running delivery",
        f"{found.before:,} messages of theirs handed over before, {found.stopped:,} stopped, {len(found.late)} after; "
        f"at most {found.crowded} under way, the last out {found.longest * 1000:.0f} ms later; {_took(stage.took)}",
        *found.in_words(DELIVERING),
        f"only {found.during} revocations met a running delivery" if found.during < wanted else "",
        "no message was stopped: nothing was tried" if not found.stopped else "",
        "no message left before its revocation: nothing was tried" if not found.before else "",
    )


def _took(seconds: Sequence[float]) -> str:
    cuts = quantiles(seconds, n=20)
    return (
        f"a revocation took p50 {cuts[9] * 1000:.0f}, p95 {cuts[18] * 1000:.0f}, at most {max(seconds) * 1000:.0f} ms"
    )


def planted(stage: Stage) -> Verdict:
    """The oracle itself: what should not be, put into what really was."""
    stamps, left, ends = stage.stamps(), stage.left(), stage.ends()
    at = {stamp.person: stamp.at for stamp in stamps if stamp.what == What.REVOKED}
    handed = next(stamp for stamp in stamps if stamp.what == What.HANDED_OVER and stamp.person in at)
    too_late = replace(handed, at=at[handed.person] + 0.001)
    refused = next(end for end in ends if end.reason == "authorization-revoked")
    without = [stamp for stamp in stamps if stamp != handed]
    others = [replace(refused, person="somebody", message_id="another", reason="topic-off"), *ends]
    waits = [replace(end, state="planned", reason="") if end == refused else end for end in ends]
    crowd = [replace(handed, subject=f"{number}") for number in range(64)]
    caught = {
        "a hand-over after the revocation": reckon([*without, too_late], left, ends).late,
        "a mail without a hand-over": reckon(without, [*left, handed.subject], ends).unstamped,
        "a message that still waits": reckon(stamps, left, waits).odd,
        "a message of somebody else stopped": reckon(stamps, left, others).silenced,
        "a window that is too large": [
            word for word in reckon([*stamps, *crowd], left, ends).in_words(DELIVERING) if "under way" in word
        ],
    }
    missed = [f"{what} was not noticed" for what, noticed in caught.items() if not noticed]
    return verdict("mistakes planted into the oracle's input are caught", f"{len(caught)} kinds", *missed)
