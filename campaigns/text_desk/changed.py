"""What a version says that the one before it did not."""

from dataclasses import dataclass

from campaigns.domain.differences import Line, differences, is_changed
from campaigns.models import TemplateVersion


@dataclass(frozen=True, slots=True)
class Changed:
    """`parts`: those that changed, with all their lines."""

    since: int
    parts: list[tuple[str, list[Line]]]


def changed_since_the_last(version: TemplateVersion) -> Changed | None:
    """None for the first version in its language."""
    earlier = TemplateVersion.objects.filter(
        template_id=version.template_id, language=version.language, number__lt=version.number
    )
    last = earlier.order_by("-number").only("number", "subject", "preheader", "body").first()
    if last is None:
        return None
    parts = [
        (name, differences(getattr(last, field), getattr(version, field)))
        for name, field in (("Subject", "subject"), ("Preheader", "preheader"), ("Body", "body"))
    ]
    return Changed(last.number, [(name, lines) for name, lines in parts if any(map(is_changed, lines))])
