"""A text as somebody who does not exist would get it: its own page, its own policy, for a sandboxed frame."""

from uuid import UUID

from csp.decorators import csp_replace
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import format_html, format_html_join
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from audit.enums import AuditWord
from campaigns.domain import layout, liquid_texts, placeholders, texts
from campaigns.guard_exceptions import draft_of
from campaigns.letter_values import clinic_values
from campaigns.models import TemplateVersion
from clinic.desk import record_look
from clinic.enums import Channel
from clinic.queries import organisation

POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "sandbox": True,
}


@require_safe
@permission_required("campaigns.view_templateversion", raise_exception=True)
@xframe_options_sameorigin
@csp_replace(POLICY)  # type: ignore[arg-type]
def preview(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """The HTML part, or with `?part=text` the text part, which is all that a text message has. A draft that cannot be
    compiled says why."""
    version = get_object_or_404(TemplateVersion.objects.select_related("template"), pk=version_id)
    record_look(
        request,
        people=(),
        fields=["campaigns.templateversion"],
        word=AuditWord.PREVIEW,
        details={"version": str(version_id)},
    )
    draft, channel, part = draft_of(version), version.template.channel, request.GET.get("part", "")
    if version.published_at is None:
        return shown(draft, channel=channel, part=part)
    compiled = layout.Compiled(html=version.html, text=version.text)
    return _rendered(compiled, draft, as_text=channel == Channel.SMS or part == "text")


def shown(draft: texts.Draft, *, channel: str, part: str) -> HttpResponse:
    """A draft for somebody who does not exist, or why it cannot be compiled."""
    if stops := texts.stops_of(draft, channel=channel):
        return HttpResponse(_apology(stops))
    as_text = channel == Channel.SMS or part == "text"
    return _rendered(texts.compiled(draft, channel=channel), draft, as_text=as_text)


def _rendered(compiled: layout.Compiled, draft: texts.Draft, *, as_text: bool) -> HttpResponse:
    values = placeholders.samples(draft.language) | clinic_values(organisation(), draft.language)
    if as_text:
        said = layout.tidy(liquid_texts.render_text(compiled.text, values))
        return HttpResponse(said, content_type="text/plain; charset=utf-8")
    return HttpResponse(liquid_texts.render_html(compiled.html, values))


def _apology(stops: list[str]) -> str:
    return format_html(
        "<!doctype html><title>Preview</title><p>There is no preview yet:</p><ul>{}</ul>",
        format_html_join("", "<li>{}</li>", ((stop,) for stop in stops)),
    )
