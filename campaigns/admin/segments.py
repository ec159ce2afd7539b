"""Segments: fields for each kind of rule, the sentence they mean, and how many people that is now."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from audit.blind import search_term_key
from audit.enums import AuditWord
from campaigns.audiences import WORDS, people_of
from campaigns.domain.segments import described, parsed
from campaigns.models import Segment
from campaigns.operations.segments import save_segment
from campaigns.segment_form import FIELDSETS, SegmentForm
from clinic.audited_admin import NothingDeleted
from clinic.denials import NotForThisRole
from clinic.desk import record_look, staff_actor

#: Below that no number is shown: a narrow group tells of its people (the smallest cell that CMS publishes, too).
SMALL_CELL = 11
_FEW = "So few people can be told apart: who knows one of them may guess why they were chosen. Choose more widely."


@admin.register(Segment)
class SegmentAdmin(NothingDeleted):
    form = SegmentForm
    fieldsets = FIELDSETS
    list_display = ("name", "whom", "slug")
    change_form_template = "admin/campaigns/segment/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.count))
        return [path("count/", view, name="campaigns_segment_count"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Segment, form: Any, change: bool) -> None:
        save_segment(
            segment_id=obj.pk,
            name=obj.name,
            slug=obj.slug,
            rules=form.cleaned_data["rules"],
            by=staff_actor(request),
            now=timezone.now(),
        )

    def count(self, request: HttpRequest) -> HttpResponse:
        """What the fields as they stand now would mean, and for how many; nothing is saved. A number, no names."""
        if not self.has_view_permission(request):
            raise NotForThisRole("campaigns.view_segment")
        form = SegmentForm(request.POST)
        form.fields["slug"].required = form.fields["name"].required = False
        if not form.is_valid() and "rules" not in form.cleaned_data:
            return JsonResponse({"problems": [str(error) for errors in form.errors.values() for error in errors]})
        return JsonResponse(_counted(request, form.cleaned_data["rules"]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if (segment := kwargs.get("obj")) is not None:
            context |= _counted(request, segment.rules)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="who")
    def whom(self, segment: Segment) -> str:
        return described(parsed(segment.rules, WORDS), WORDS)


def _counted(request: HttpRequest, written: dict[str, Any]) -> dict[str, Any]:
    """The sentence and the number. Counting is a search: narrow rules would tell whether there is such a person."""
    rules = parsed(written, WORDS)
    says = described(rules, WORDS)
    record_look(
        request,
        people=(),
        fields=["patients.person", "campaigns.segment"],
        word=AuditWord.SEARCH,
        details={"term": search_term_key(says), "kinds": "segment"},
    )
    number = people_of(rules, timezone.now()).count()
    if number < SMALL_CELL:
        return {"says": says, "people": f"fewer than {SMALL_CELL}", "warning": _FEW}
    return {"says": says, "people": str(number), "warning": ""}
