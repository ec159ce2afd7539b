"""What a battery says: one verdict for each thing tried. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """`findings` are what should not have been, in words; empty means that it held. `seen`: the figures behind it.
    `untried`: why this machine cannot try it; it does not hold then."""

    tried: str
    seen: str
    findings: tuple[str, ...] = ()
    untried: str = ""

    @property
    def holds(self) -> bool:
        return not self.findings and not self.untried

    @property
    def words(self) -> str:
        if self.untried:
            return f"not tried: {self.untried}"
        return "; ".join(self.findings) or "holds"

    def and_also(self, *findings: str) -> "Verdict":
        """With these as well; empty ones are none."""
        return verdict(self.tried, self.seen, *self.findings, *findings)

    def __str__(self) -> str:
        return f"{self.tried}: {self.seen}: {self.words}"


def verdict(tried: str, seen: str, *findings: str) -> Verdict:
    """Empty findings are none."""
    return Verdict(tried, seen, tuple(finding for finding in findings if finding))
