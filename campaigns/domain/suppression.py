"""Which numbers of a table are not shown, so that nobody can be told apart in it: those of fewer than eleven people
(the smallest cell that CMS publishes: cell size suppression policy, ResDAC 2020), and as many others as it takes that
none of those follows from what is shown.

What follows is told by the sums that the numbers make up (`Sum`): of a sum with one number missing, that one follows;
of several such sums together more may. So all sums are solved for what is not shown; what has but one solution and
must not be shown takes another number with it, the smallest that helps.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FEW = 11
#: Sums are solved modulo this prime: a solution that is unique there is unique.
_PRIME = (1 << 61) - 1

Key = Hashable
#: A sum that is left to be solved: cell → how often it is in it.
Row = dict[Any, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """`number` is what would be shown, `people` how many stand behind it. Not `is_shown`: nobody prints it, but it
    follows from a sum."""

    number: int
    people: int
    is_shown: bool = True

    @property
    def is_small(self) -> bool:
        return 0 < self.people < FEW


@dataclass(frozen=True, slots=True)
class Sum:
    """What `totals` make up together, `parts` do too: one total of its parts, or the same people divided twice."""

    totals: tuple[Any, ...]
    parts: tuple[Any, ...]

    @property
    def cells(self) -> tuple[Any, ...]:
        return self.totals + self.parts


def withheld(cells: Mapping[Key, Cell], sums: Sequence[Sum]) -> frozenset[Key]:
    """The cells that are not shown. All that sums name is in `cells`."""
    keys = list(cells)
    found = _withheld([cells[key] for key in keys], list(_numbered(keys, cells, sums)))
    return frozenset(keys[place] for place in found)


def _numbered(keys: Sequence[Key], cells: Mapping[Key, Cell], sums: Iterable[Sum]) -> Iterator[Sum]:
    """Sums of places, without what is nothing: there is no secret in it, and it helps to hide none."""
    places = {key: place for place, key in enumerate(keys) if cells[key].number}
    for one in sums:
        totals, parts = ([places[key] for key in side if key in places] for side in (one.totals, one.parts))
        if totals or parts:
            yield Sum(tuple(totals), tuple(parts))


def _withheld(cells: Sequence[Cell], sums: Sequence[Sum]) -> set[int]:
    hidden = {place for place, cell in enumerate(cells) if cell.is_small or (not cell.is_shown and cell.number)}
    while told := _told(cells, sums, hidden):
        more: set[int] = set()
        for one in told:
            more |= _the_smallest_that_helps(cells, sums, hidden, one, more)
        if not more:
            break
        hidden |= more
    return {place for place in hidden if cells[place].is_shown}


def follows(sums: Sequence[Sum], hidden: Collection[Any]) -> set[Any]:
    """Of hidden cells, those whose number follows from the sums and all that is not hidden."""
    one_by_one = _one_by_one(sums, hidden)
    left = [row for one in sums if (row := _row(one, hidden, one_by_one))]
    return one_by_one | _solved_together(left)


def _one_by_one(sums: Iterable[Sum], hidden: Collection[Any]) -> set[Any]:
    """Sums of which one cell is missing, until no more are. Of `follows` nearly all, at a fraction of the cost."""
    open_sums = [{key for key in one.cells if key in hidden} for one in sums]
    sums_of: dict[Any, list[set[Any]]] = {}
    for missing in open_sums:
        for key in missing:
            sums_of.setdefault(key, []).append(missing)
    found: set[Any] = set()
    singles = [missing for missing in open_sums if len(missing) == 1]
    while singles:
        for key in tuple(singles.pop()):
            found.add(key)
            for missing in sums_of[key]:
                missing.discard(key)
                if len(missing) == 1:
                    singles.append(missing)
    return found


def _solved_together(left: Iterable[Row]) -> set[Any]:
    """Gauss and Jordan, the shortest rows first."""
    rows: dict[Any, Row] = {}
    for row in sorted(left, key=len):
        if _reduced(row, rows):
            _take_in(row, rows)
    return {key for key, row in rows.items() if len(row) == 1}


def _told(cells: Sequence[Cell], sums: Sequence[Sum], hidden: Collection[int]) -> list[Sum | int]:
    """Small cells that follow, and sums whose hidden parts make up a small number together."""
    found: list[Sum | int] = [key for key in _one_by_one(sums, hidden) if cells[key].is_small]
    found = found or [one for one in sums if _is_small_together(one, cells, hidden)]
    return found or [key for key in follows(sums, hidden) if cells[key].is_small]


def _is_small_together(one: Sum, cells: Sequence[Cell], hidden: Collection[int]) -> bool:
    for side, other in ((one.parts, one.totals), (one.totals, one.parts)):
        missing = [key for key in side if key in hidden]
        if missing and not any(key in hidden for key in other):
            people: int = sum(cells[key].people for key in missing)
            return 0 < people < FEW
    return False


def _the_smallest_that_helps(
    cells: Sequence[Cell], sums: Sequence[Sum], hidden: Collection[int], told: Sum | int, more: Collection[int]
) -> set[int]:
    """Of the sums that tell; where everything in them is hidden already, of all sums. None where `more`, which has just
    been chosen for another, may help here too: that is looked at next."""
    near = [one for one in sums if one is told or told in one.cells]
    for among in (near, sums):
        there = {key for one in among for key in one.cells if key not in hidden}
        if not there.isdisjoint(more):
            return set()
        if there:
            return {min(there, key=lambda key: (cells[key].people, cells[key].number, key))}
    return set()


def _row(one: Sum, hidden: Collection[int], known: Collection[Any]) -> Row:
    row: Row = {}
    for keys, sign in ((one.totals, 1), (one.parts, -1)):
        for key in keys:
            if key in hidden and key not in known:
                row[key] = (row.get(key, 0) + sign) % _PRIME
    return {key: value for key, value in row.items() if value}


def _reduced(row: Row, rows: Mapping[Any, Row]) -> Row:
    """Without what the rows before have solved for."""
    for key in [key for key in row if key in rows]:
        _subtract(row, rows[key], row[key])
    return row


def _take_in(row: Row, rows: dict[Any, Row]) -> None:
    """`row` becomes the one that is solved for one of its cells; the others lose that cell."""
    pivot = next(iter(row))
    scale = pow(row[pivot], -1, _PRIME)
    row = {key: value * scale % _PRIME for key, value in row.items()}
    for other in rows.values():
        if pivot in other:
            _subtract(other, row, other[pivot])
    rows[pivot] = row


def _subtract(row: Row, other: Row, times: int) -> None:
    for key, value in other.items():
        left = (row.get(key, 0) - times * value) % _PRIME
        if left:
            row[key] = left
        else:
            row.pop(key, None)
