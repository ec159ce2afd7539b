"""What a battery says: one verdict for each thing tried. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """`findings` are what should not have been, in words; empty means that it held. `seen`: the figures behind it."""

    tried: str
    seen: str
    findings: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.findings


def verdict(tried: str, seen: str, *findings: str) -> Verdict:
    """Empty findings are none."""
    return Verdict(tried, seen, tuple(finding for finding in findings if finding))
