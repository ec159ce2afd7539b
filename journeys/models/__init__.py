"""When does which person get which message? Anchored timelines, enrolments, runs."""

from journeys.models.definitions import Journey, JourneyReview, JourneyVersion, Step
from journeys.models.enrolments import Enrolment
from journeys.models.runs import Hold, Rehearsal, RehearsedLine, Run

__all__ = [
    "Enrolment",
    "Hold",
    "Journey",
    "JourneyReview",
    "JourneyVersion",
    "Rehearsal",
    "RehearsedLine",
    "Run",
    "Step",
]
