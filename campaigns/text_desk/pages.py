"""All texts, with what is published and what is being written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.enums import ExceptionAnswer
from campaigns.models import GuardException, MessageTemplate, TemplateVersion
from clinic.desk_pages import desk_page, show
from clinic.enums import Language


@dataclass(frozen=True, slots=True)
class InALanguage:
    """`latest`: what is sent; `draft`: what somebody is writing. Either may be missing."""

    language: Language
    latest: TemplateVersion | None
    draft: TemplateVersion | None


@dataclass(frozen=True, slots=True)
class Line:
    text: MessageTemplate
    languages: list[InALanguage]


@desk_page("campaigns.view_templateversion")
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    found = list(MessageTemplate.objects.order_by("name"))
    versions = TemplateVersion.objects.only("template_id", "language", "number", "published_at")
    by_text: dict[object, list[TemplateVersion]] = {}
    for version in versions.order_by("number"):
        by_text.setdefault(version.template_id, []).append(version)
    return show(
        request,
        "campaigns/texts/texts.html",
        title="Texts",
        lines=[Line(text, list(in_languages(by_text.get(text.pk, ())))) for text in found],
        waiting=GuardException.objects.filter(answer="").count(),
    )


def in_languages(versions: Iterable[TemplateVersion]) -> Iterator[InALanguage]:
    """`versions`: of one text, the oldest first."""
    latest = {version.language: version for version in versions if version.published_at}
    drafts = {version.language: version for version in versions if not version.published_at}
    for language in Language:
        yield InALanguage(language, latest.get(language), drafts.get(language))


def waiting_or_granted(version: TemplateVersion) -> list[GuardException]:
    return list(version.exceptions.exclude(answer=ExceptionAnswer.REFUSED).order_by("asked_at"))
