"""Why a case is in the queue, in one sentence for a privacy officer. Counts and clock times, never a name."""

from collections.abc import Callable, Mapping

Facts = Mapping[str, int | str]

#: What counts as near: 14 days on both sides of a read.
NEAR_DAYS = 14
#: A read is judged an hour after it: what explains it has had time to happen.
WORK_HOURS = 1
#: What the reader booked later than this before a look, they booked for it.
OWN_WORK_MINUTES = 30


def reason(rule: str, reads: int, facts: Facts) -> str:
    sentence = _SENTENCES[rule](reads, facts)
    if known := facts.get("signed_off_at"):
        sentence += f" It was signed off before, when there were {known}."
    return sentence


def _own_record(reads: int, facts: Facts) -> str:
    if facts.get("by") == "email":
        return f"Looked {_times(reads)} at a record that has the reader’s own e-mail address."
    return (
        f"Looked {_times(reads)} at a record that has the reader’s surname and home address: their own, or a "
        "relative’s."
    )


def _same_surname(reads: int, facts: Facts) -> str:
    bearers = int(facts.get("bearers", 0))
    rare = f"a surname that only {_number(bearers, 'record')} here {'has' if bearers == 1 else 'have'}"
    return (
        f"Looked {_times(reads)} at a record with the reader’s surname ({rare}), with no appointment within a day."
        f"{_own_work(facts)}"
    )


def _same_address(reads: int, facts: Facts) -> str:
    return f"Looked {_times(reads)} at the record of somebody who lives at the reader’s address."


def _colleague(reads: int, facts: Facts) -> str:
    return f"Looked {_times(reads)} at the record of somebody who works here."


def _no_appointment(reads: int, facts: Facts) -> str:
    return (
        f"Looked {_times(reads)} at the record of a patient with no appointment, visit or treatment mail within "
        f"{NEAR_DAYS} days.{_own_work(facts)}"
    )


def _own_work(facts: Facts) -> str:
    """What the reader did about the person themself explains nothing: an officer asks."""
    if not facts.get("own_work"):
        return ""
    return " Within the hour the reader booked or changed something for them, which alone does not explain it."


def _bulk(reads: int, facts: Facts) -> str:
    opened, hour, listed = (int(facts.get(name, 0)) for name in ("opened", "busiest_hour", "listed"))
    lists = f", and saw {_number(listed, 'person', 'people')} on lists and look-ups" if listed else ""
    return f"Opened {_number(opened, 'record')} that day, {hour} of them within one hour{lists}."


def _after_hours(reads: int, facts: Facts) -> str:
    return (
        f"Looked {_times(reads)} at {_number(int(facts.get('people', 0)), 'person', 'people')} outside the opening "
        f"hours ({facts.get('opens')} to {facts.get('closes')}, half an hour on both sides allowed)."
    )


def _denied_burst(reads: int, facts: Facts) -> str:
    return (
        f"Was refused {_times(reads)} that day, up to {facts.get('quarter_hour')} times within a quarter of an hour: "
        "looking for a way in, or a role that does not fit the work."
    )


def _export(reads: int, facts: Facts) -> str:
    people = int(facts.get("people", 0))
    about = f" with data of {_number(people, 'person', 'people')}" if people else ""
    return f"Took data out of the system {_times(reads)}{about}."


def _break_glass(reads: int, facts: Facts) -> str:
    return f"Opened emergency access to a record; {_number(reads, 'line')} in the access book with it."


_SENTENCES: Mapping[str, Callable[[int, Facts], str]] = {
    "own-record": _own_record,
    "same-surname": _same_surname,
    "same-address": _same_address,
    "colleague": _colleague,
    "no-appointment": _no_appointment,
    "bulk": _bulk,
    "after-hours": _after_hours,
    "denied-burst": _denied_burst,
    "export": _export,
    "break-glass": _break_glass,
}


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _number(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
