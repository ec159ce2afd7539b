"""What a dry run has written and taken back, batch by batch: its later batches find it as if it were there."""

from uuid import UUID

from django.db import models

from patients.importers.records import Claim


class Rehearsal:
    """Holds the number, our id and the content digest of each row: the one thing that grows with the input."""

    def __init__(self) -> None:
        self._rows: dict[tuple[type[models.Model], str], dict[str, tuple[UUID, bytes]]] = {}
        self.claims: set[tuple[UUID, Claim]] = set()

    def keep(self, model: type[models.Model], source: str, external_id: str, row: tuple[UUID, bytes]) -> None:
        self._rows.setdefault((model, source), {})[external_id] = row

    def known(
        self, model: type[models.Model], source: str, external_ids: set[str]
    ) -> dict[str, tuple[UUID, bytes | None]]:
        rows = self._rows.get((model, source), {})
        return {one: rows[one] for one in external_ids if one in rows}
