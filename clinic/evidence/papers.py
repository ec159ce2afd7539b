"""The signed agreements themselves, only if somebody of the staff asks for them: each is opened through the door."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from audit.domain.actors import Actor
from audit.domain.evidence import EvidenceFile
from clinic.models import VendorPaper
from clinic.operations.vendors import paper_content


def papers(by: Actor) -> Iterator[EvidenceFile]:
    for paper in VendorPaper.objects.select_related("vendor").order_by("added_at", "id"):
        ending = PurePosixPath(paper.name).suffix
        yield EvidenceFile(
            f"vendors/papers/{paper.pk}{ending}",
            paper_content(by=by, paper=paper),
            f"A signed agreement, SHA-256 {paper.sha256[:16]}…",
            "164.504(e)",
        )
