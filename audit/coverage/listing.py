"""The coverage list: what leads into the book, read from the rules and from the code, for people and for programs."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from audit.coverage import acts, pages
from audit.coverage.rules import Line, Rule, Who
from audit.enums import AuditWord, DataCategory


@dataclass(frozen=True, slots=True)
class Entry:
    """A page, an operation, a task or a command. `writes` and `about` are codes of the book; `why_nothing` says why
    a look (or, beside pages, the whole) writes no line."""

    kind: str
    name: str
    who: str
    on_a_look: tuple[str, ...]
    on_an_act: tuple[str, ...]
    about: tuple[str, ...]
    why_nothing: str
    notes: str

    @property
    def on_a_look_in_words(self) -> str:
        return _words(self.on_a_look)

    @property
    def on_an_act_in_words(self) -> str:
        return _words(self.on_an_act)

    @property
    def about_in_words(self) -> str:
        return ", ".join(DataCategory(category).label for category in self.about)


def entries() -> list[Entry]:
    """Pages first, then what is done beside them."""
    return [*(_of_page(page.view, page.rule) for page in _pages()), *(_of_act(act) for act in acts.acts())]


def faults() -> list[str]:
    """What would lead past the book; empty when nothing does."""
    return [*pages.faults(), *acts.unwritten(), *acts.unneeded_reasons()]


def as_json() -> dict[str, Any]:
    return {"entries": [asdict(entry) for entry in entries()], "faults": faults()}


def as_markdown() -> str:
    """`docs/audit-coverage.md`."""
    return "\n".join(_markdown()) + "\n"


def _pages() -> Iterable[pages.Page]:
    """Each view once; the webhooks of mail services are one entry each, as everything else."""
    return {page.view: page for page in pages.pages()}.values()


def _of_page(view: str, rule: Rule | None) -> Entry:
    if rule is None:
        return Entry("page", view, "", (), (), (), "", "no rule")
    lines = (*rule.shown, *rule.done)
    return Entry(
        kind="page",
        name=view,
        who=_who(rule),
        on_a_look=_codes(rule.shown),
        on_an_act=_codes(rule.done),
        about=tuple(sorted({category for line in lines for category in line.categories})),
        why_nothing=rule.quiet,
        notes="; ".join(_notes(rule)),
    )


def _of_act(act: acts.Act) -> Entry:
    return Entry(act.kind, act.name, "", (), act.words, act.categories, act.quiet, "")


def _who(rule: Rule) -> str:
    if rule.who is not Who.ROLE:
        return rule.who.value
    more = f", to act {rule.act_permission}" if rule.act_permission else ""
    return f"{rule.permission}{more}"


def _notes(rule: Rule) -> Iterator[str]:
    if rule.fresh:
        yield "needs a fresh sign-in"
    if rule.polls:
        yield "asked by a script: keeps nobody signed in"
    if rule.some_refused:
        yield f"refused: {rule.some_refused}"


def _codes(lines: Iterable[Line]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.word.value for line in lines))


def _words(codes: Iterable[str]) -> str:
    return ", ".join(AuditWord(code).label for code in codes)


def _markdown() -> Iterator[str]:
    yield "# What leads into the access book"
    yield ""
    yield "Made from the code by `python manage.py audit_coverage --markdown`; a test fails when it is out of date."
    yield "A refused try is a denied line on every page of the staff's, behind every link, and at every webhook."
    yield ""
    yield "## Pages"
    yield ""
    yield "| page | who | a look writes | an act writes | about | why a look writes nothing | notes |"
    yield "|---|---|---|---|---|---|---|"
    for entry in entries():
        if entry.kind == "page":
            yield _row(
                f"`{entry.name}`", entry.who, _listed(entry.on_a_look), _listed(entry.on_an_act), _listed(entry.about),
                entry.why_nothing, entry.notes,
            )  # fmt: skip
    yield ""
    yield "## Operations, tasks and commands"
    yield ""
    yield "| kind | name | writes | about | why nothing |"
    yield "|---|---|---|---|---|"
    for entry in entries():
        if entry.kind != "page":
            yield _row(entry.kind, f"`{entry.name}`", _listed(entry.on_an_act), _listed(entry.about), entry.why_nothing)


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(codes)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
