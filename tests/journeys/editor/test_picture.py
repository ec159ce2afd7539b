"""The picture of a journey: what stands where, and that twelve steps and long words fit."""

from journeys.domain.picture import WIDTH, StepOnPicture, picture


def step(hours: int, what: str = "Care", **more: object) -> StepOnPicture:
    told: dict[str, object] = {"when": f"{hours} hours", "what": what, "note": "09:00 to 20:00", "counts": {"sent": 1}}
    return StepOnPicture(hours=hours, **(told | more))  # type: ignore[arg-type]


def test_steps_stand_in_order_around_the_anchor() -> None:
    drawn = picture("The appointment begins", [step(24), step(-24), step(0), step(-168)])
    assert [row.when.text for row in drawn.rows] == [
        "-168 hours", "-24 hours", "The appointment begins", "0 hours", "24 hours",
    ]  # fmt: skip


def test_no_row_stands_on_another_with_twelve_steps() -> None:
    lines = ("2 × Its time had passed", "1 × The person switched it off")
    drawn = picture("It ends", [step(24 * day, lines=lines) for day in range(1, 13)], ends=["3 under way", "1 left"])
    ends = [row.y + max([row.when.y, *(line.y for line in row.lines)]) for row in drawn.rows]
    begins = [row.y for row in drawn.rows]
    assert all(end + 20 <= begin for end, begin in zip(ends, begins[1:], strict=False))
    assert drawn.height > ends[-1]


def test_long_words_are_cut_and_told_whole() -> None:
    (row,) = [one for one in picture("x", [step(1, what="楓街診所" * 12)]).rows if one.kind == "step"]
    assert (row.lines[0].text[-1], row.lines[0].full) == ("…", "楓街診所" * 12)
    assert len(row.lines[0].text) * 12 <= WIDTH


def test_bars_share_their_room_by_the_counts() -> None:
    counts = {"coming": 1, "waiting": 0, "sent": 2, "skipped": 1}
    (row,) = [one for one in picture("x", [step(1, counts=counts)]).rows if one.kind == "step"]
    assert [(bar.kind, bar.width) for bar in row.bars] == [("coming", 77.0), ("sent", 154.0), ("skipped", 77.0)]


def test_draft_has_no_bars() -> None:
    (row,) = [one for one in picture("x", [step(1, counts={}, lines=("→ leaves",))]).rows if one.kind == "step"]
    assert (row.bars, row.bar_y, [line.text for line in row.lines]) == (
        (),
        None,
        ["Care", "09:00 to 20:00", "→ leaves"],
    )
