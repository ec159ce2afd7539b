"""Shapes of charts: what is drawn stands for the numbers."""

import pytest

from audit.domain.charts import hour_grid, nice_top, shade_of, stacked_bars


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (2, 2), (3, 4), (5, 10), (11, 20), (21, 40), (41, 100), (101, 200), (1500, 2000)]
)
def test_axis_ends_at_a_round_number(most: int, top: int) -> None:
    assert nice_top(most) == top


@pytest.mark.parametrize(("count", "shade"), [(0, 0), (1, 1), (20, 1), (21, 2), (99, 5), (100, 5)])
def test_shades_go_in_equal_steps(count: int, shade: int) -> None:
    assert shade_of(count, 100) == shade


def test_bars_of_a_day_stand_on_each_other_and_fill_their_share() -> None:
    chart = stacked_bars([("1 Jun", {"front-desk": 6, "marketer": 0, "clinician": 4}), ("2 Jun", {"front-desk": 5})])
    first, second, alone = chart.bars
    assert [bar.words for bar in chart.bars] == ["1 Jun: 6", "1 Jun: 4", "2 Jun: 5"]
    assert (first.height, second.height, alone.height) == (108.0, 72.0, 90.0)
    assert second.y + second.height == first.y
    assert [tick.words for tick in chart.ticks] == ["0", "5", "10"]
    assert stacked_bars([("1 Jun", {"front-desk": 0})]).is_empty


def test_grid_has_a_cell_for_each_hour_and_says_what_it_holds() -> None:
    grid = hour_grid([("Front desk", {9: 4}), ("Clinician", {})])
    assert len(grid.cells) == 48
    assert [(cell.words, cell.shade) for cell in grid.cells if cell.shade] == [("Front desk, 09:00 to 10:00: 4", 5)]
    assert hour_grid([("Clinician", {})]).is_empty
