"""What the pages of lower rooms call a journey, of which they keep the slug alone."""

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.utils.module_loading import import_string


def journey_names(slugs: Iterable[str]) -> Mapping[str, str]:
    """Slug → name; what is no journey, or none any more, is called by its slug in words. One query."""
    wanted = set(slugs)
    names_of: Callable[[Iterable[str]], dict[str, str]] = import_string(settings.JOURNEY_NAMES)
    known = names_of(wanted) if wanted else {}
    return {slug: known.get(slug) or slug.replace("-", " ").capitalize() for slug in wanted}
