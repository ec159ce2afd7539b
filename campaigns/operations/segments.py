"""Writing segments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.audiences import WORDS
from campaigns.domain.segments import as_json, parsed
from campaigns.models import Segment


@transaction.atomic
def save_segment(
    *, segment_id: UUID, name: str, slug: str, rules: Sequence[dict[str, Any]], by: Actor, now: datetime
) -> Segment:
    """Add or change a segment. Raises `BadRules`."""
    checked = as_json(parsed(list(rules), WORDS))
    segment, _ = Segment.objects.update_or_create(
        pk=segment_id, defaults={"name": name, "slug": slug, "rules": checked}
    )
    record_change(
        word=AuditWord.CONFIGURE, actor=by, details={"segment": str(segment.pk), "slug": slug, "rules": len(checked)}
    )
    return segment
