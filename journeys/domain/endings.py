"""Goals and exits of a draft: which of them can never happen, and whom they keep from later steps."""

from collections.abc import Iterator

from journeys.domain.drafts import Draft, DraftStep, Finding

#: Goal → the triggers that it makes sense for.
_ONLY_FOR = {
    "confirmed": ("appointment", "An appointment is confirmed only in a journey that begins with one."),
    "became-patient": ("lead", "Only leads become patients, and this journey is for none."),
    "signed-again": ("authorization-ending", "Nothing that was signed ends in this journey."),
}
_BOOKED = frozenset({"booked"})


def meaningless_endings(draft: Draft) -> Iterator[Finding]:
    for goal, (trigger, says) in _ONLY_FOR.items():
        if goal in draft.goals and draft.trigger != trigger:
            yield Finding(f"A goal can never be reached: {says[0].lower()}{says[1:]}", "Take the goal away.")
    if "answered" in draft.goals and not any("link.care" in step.text.asks_for for step in draft.steps):
        yield Finding(
            "A goal can never be reached: no text of this journey asks anything that could be answered.",
            "Take the goal away, or choose a text with the link to the care page.",
        )
    for word in sorted(draft.goals & draft.exits):
        yield Finding(
            f"“{word.capitalize()}” is a goal and an exit: it would count as a goal.",
            "Take it away from one of the two.",
            blocks=False,
        )


def unreached_by_endings(draft: Draft) -> Iterator[Finding]:
    ends = draft.goals | draft.exits
    if draft.trigger == "appointment" and ends & _BOOKED:
        yield Finding(
            "Whoever has another appointment ahead leaves at once, and gets nothing for this one.",
            "Take “booked” away: a journey about an appointment begins with something booked.",
        )
    if "confirmed" in ends and draft.trigger == "appointment":
        yield from _after_confirming(draft)


def _after_confirming(draft: Draft) -> Iterator[Finding]:
    """The first step asks; later ones that are for everybody do not reach whoever said yes."""
    before = sorted((step for step in draft.steps if step.rule.is_before_anchor), key=_offset)
    for step in before[1:]:
        if step.rule.condition != "not-confirmed":
            yield Finding(
                "Whoever has confirmed by then has reached the goal and left: they do not get this step.",
                "If they should be reminded all the same, put it into a journey of its own without that goal.",
                step.rule.key,
                blocks=False,
            )


def _offset(step: DraftStep) -> int:
    return step.rule.days * 24 + step.rule.hours
