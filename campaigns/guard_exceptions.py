"""Which findings of the guard count no more in a text, since a second person let them pass."""

from collections.abc import Collection
from uuid import UUID

from campaigns.domain import texts
from campaigns.domain.guard import NOTHING_PASSED, Passed
from campaigns.enums import ExceptionAnswer
from campaigns.models import GuardException, TemplateVersion


def draft_of(version: TemplateVersion) -> texts.Draft:
    return texts.Draft(version.language, version.subject, version.preheader, version.body)


def passed_in(version: TemplateVersion) -> frozenset[Passed]:
    return passed_in_each([version]).get(version.pk, NOTHING_PASSED)


def passed_in_each(versions: Collection[TemplateVersion]) -> dict[UUID, frozenset[Passed]]:
    """By version, those that have any; one query. What was granted for other words does not count."""
    granted = GuardException.objects.filter(
        version__in=[version.pk for version in versions], answer=ExceptionAnswer.GRANTED
    ).values_list("version_id", "text_digest", "part", "rule", "word")
    found: dict[UUID, set[tuple[str, Passed]]] = {}
    for version_id, digest, part, rule, word in granted:
        found.setdefault(version_id, set()).add((digest, Passed(part, rule, word)))
    said = {version.pk: texts.digest(draft_of(version)) for version in versions if version.pk in found}
    return {
        version_id: frozenset(passed for digest, passed in rows if digest == said[version_id])
        for version_id, rows in found.items()
    }
