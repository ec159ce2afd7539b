"""What the evidence pack says of erased subscribers: ids alone, so that a restored copy can be cleaned again."""

from collections.abc import Iterator

from audit.domain.evidence import EvidenceFile, Period
from clinic.evidence.tables import csv_file
from consent.models import Erasure


def evidence(period: Period) -> Iterator[EvidenceFile]:
    """All of them, whatever the period: whoever restores a copy needs every id that was erased after it was made."""
    rows = Erasure.objects.order_by("erased_at", "pk").values_list("person_id", "erased_at")
    yield csv_file(
        "rights/erased-ids",
        ("person", "erased at (UTC)"),
        ((str(person_id), erased_at.isoformat()) for person_id, erased_at in rows),
        what="Ids of erased subscribers, without name or address; read back after a restore",
        supports="GDPR 17",
    )
