from collections.abc import Collection
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.domain.suppression import Cell, Key, Sum, follows, withheld


def _cells(hidden: Collection[str] = (), /, **numbers: int) -> dict[Key, Cell]:
    return {name: Cell(number, number, is_shown=name not in hidden) for name, number in numbers.items()}


ONE = [Sum(("total",), ("a", "b", "c"))]


@pytest.mark.parametrize(
    ("numbers", "not_shown"),
    [
        ({"total": 100, "a": 50, "b": 30, "c": 20}, set()),
        ({"total": 100, "a": 80, "b": 20, "c": 0}, set()),
        ({"total": 80, "a": 50, "b": 20, "c": 10}, {"b", "c"}),  # 80 - 50 - 20 says 10
        ({"total": 63, "a": 50, "b": 8, "c": 5}, {"b", "c"}),  # thirteen together
        ({"total": 56, "a": 50, "b": 4, "c": 2}, {"a", "b", "c"}),  # six together
        ({"total": 40, "a": 38, "b": 2, "c": 0}, {"a", "b"}),  # no number but these
        ({"total": 2, "a": 2, "b": 0, "c": 0}, {"total", "a"}),
        ({"total": 0, "a": 0, "b": 0, "c": 0}, set()),
        ({"total": 22, "a": 11, "b": 11, "c": 0}, set()),
    ],
)
def test_small_number_takes_another_with_it(numbers: dict[str, int], not_shown: set[str]) -> None:
    assert withheld(_cells(**numbers), ONE) == not_shown


def test_number_of_few_people_is_small_however_many_mails_they_got() -> None:
    assert withheld({"a": Cell(number=40, people=10)}, []) == {"a"}
    assert withheld({"a": Cell(number=40, people=11)}, []) == set()


@pytest.mark.parametrize(
    ("part", "not_shown"),
    [(3, {"opened"}), (50, set()), (97, {"opened"}), (89, set()), (90, {"opened"}), (100, set()), (0, set())],
)
def test_share_is_not_shown_where_the_few_are_those_who_did_not(part: int, not_shown: set[str]) -> None:
    cells = _cells(["rest"], sent=100, opened=part, rest=100 - part)
    assert withheld(cells, [Sum(("sent",), ("opened", "rest"))]) == not_shown


def test_same_people_divided_twice_tell_nothing_of_each_other() -> None:
    """By campaign and by text: what one table leaves out, the other must not say."""
    sums = [Sum(("a", "b"), ("x", "y"))]
    assert withheld(_cells(a=50, b=5, x=30, y=25), sums) == {"b", "y"}
    assert withheld(_cells(a=50, b=25, x=40, y=35), sums) == set()


def test_several_sums_together_are_solved() -> None:
    """Neither sum tells by itself; both do."""
    sums = [Sum(("all",), ("a", "b")), Sum(("all",), ("a", "b", "c"))]
    assert follows(sums, {"a", "b", "c"}) == {"c"}
    assert follows([Sum(("all",), ("a", "b")), Sum(("some",), ("b",))], {"a", "b"}) == {"a", "b"}


_NUMBER = st.sampled_from([0, 0, 1, 3, 8, 10, 11, 12, 25, 40, 200])


@given(st.lists(st.lists(_NUMBER, min_size=2, max_size=4), min_size=2, max_size=4))
def test_nothing_small_follows_in_a_table_with_sums_on_two_sides(rows: list[list[int]]) -> None:
    width = min(map(len, rows))
    rows = [row[:width] for row in rows]
    cells: dict[Key, Cell] = {}
    for line, row in enumerate(rows):
        cells |= {(line, column): Cell(number, number) for column, number in enumerate(row)}
        cells["row", line] = Cell(sum(row), sum(row))
    for column in range(width):
        whole = sum(row[column] for row in rows)
        cells["column", column] = Cell(whole, whole)
    sums = [
        *(Sum((("row", line),), tuple((line, column) for column in range(width))) for line in range(len(rows))),
        *(Sum((("column", column),), tuple((line, column) for line in range(len(rows)))) for column in range(width)),
    ]
    hidden = withheld(cells, sums)
    small = {key for key, cell in cells.items() if cell.is_small}
    assert small <= hidden
    assert not small & _solved(sums, hidden)


def _solved(sums: list[Sum], hidden: Collection[Key]) -> set[Key]:
    """Another way to the same: with fractions, by columns, from the whole matrix at once."""
    names = sorted(hidden, key=str)
    matrix = [[Fraction((name in one.totals) - (name in one.parts)) for name in names] for one in sums]
    found, at = set(), 0
    for column in range(len(names)):
        pivot = next((line for line in range(at, len(matrix)) if matrix[line][column]), None)
        if pivot is None:
            continue
        matrix[at], matrix[pivot] = matrix[pivot], matrix[at]
        matrix[at] = [value / matrix[at][column] for value in matrix[at]]
        for line, row in enumerate(matrix):
            if line != at and row[column]:
                matrix[line] = [value - row[column] * base for value, base in zip(row, matrix[at], strict=True)]
        at += 1
    for row in matrix:
        if sum(value != 0 for value in row) == 1:
            found.add(names[next(place for place, value in enumerate(row) if value)])
    return found
