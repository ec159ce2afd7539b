"""What somebody is typing, as somebody who does not exist would get it. Nothing is kept."""

from uuid import UUID

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from campaigns.domain.texts import Draft
from campaigns.models import TemplateVersion
from campaigns.previews import POLICY, shown
from clinic.desk_pages import desk_page


@desk_page("campaigns.change_templateversion")
@require_POST
@xframe_options_sameorigin
@csp_replace(POLICY)  # type: ignore[arg-type]
def look(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """For a sandboxed frame; `part=text` is the text part."""
    version = get_object_or_404(TemplateVersion.objects.select_related("template"), pk=version_id)
    typed = (request.POST.get(name, "") for name in ("subject", "preheader", "body"))
    draft = Draft(version.language, *typed)
    return shown(draft, channel=version.template.channel, part=request.POST.get("part", ""))
