"""Segments: fields for each kind of rule, the sentence they mean, and how many people that is now."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from audit.blind import search_term_key
from audit.enums import AuditWord
from campaigns import segment_reach
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
        count = self.admin_site.admin_view(require_POST(self.count))
        reach = self.admin_site.admin_view(require_POST(self.reach))
        return [
            path("count/", count, name="campaigns_segment_count"),
            path("reach/", reach, name="campaigns_segment_reach"),
            *super().get_urls(),
        ]

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
        form = self._read(request)
        if "rules" not in form.cleaned_data:
            return JsonResponse({"problems": _problems(form)})
        return JsonResponse(_counted(request, form.cleaned_data["rules"]))

    def reach(self, request: HttpRequest) -> HttpResponse:
        """Of those people, how many may be written to for a purpose and a topic (`use`), and why the others may not."""
        form, use = self._read(request), request.POST.get("use", "")
        if "rules" not in form.cleaned_data:
            return JsonResponse({"problems": _problems(form)})
        if use not in dict(segment_reach.uses()):
            return JsonResponse({"problems": ["Say what they are to be written to for."]})
        rules = parsed(form.cleaned_data["rules"], WORDS)
        _record(request, described(rules, WORDS))
        return JsonResponse(segment_reach.told(rules, use, now=timezone.now()))

    def _read(self, request: HttpRequest) -> SegmentForm:
        if not self.has_view_permission(request):
            raise NotForThisRole("campaigns.view_segment")
        form = SegmentForm(request.POST)
        form.fields["slug"].required = form.fields["name"].required = False
        form.is_valid()
        return form

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["uses"] = segment_reach.uses()
        if (segment := kwargs.get("obj")) is not None:
            context |= _counted(request, segment.rules)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="who")
    def whom(self, segment: Segment) -> str:
        return described(parsed(segment.rules, WORDS), WORDS)


def _problems(form: SegmentForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


def _record(request: HttpRequest, says: str) -> None:
    record_look(
        request,
        people=(),
        fields=["patients.person", "campaigns.segment"],
        word=AuditWord.SEARCH,
        details={"term": search_term_key(says), "kinds": "segment"},
    )


def _counted(request: HttpRequest, written: dict[str, Any]) -> dict[str, Any]:
    """The sentence and the number. Counting is a search: narrow rules would tell whether there is such a person."""
    rules = parsed(written, WORDS)
    says = described(rules, WORDS)
    _record(request, says)
    number = people_of(rules, timezone.now()).count()
    if number < SMALL_CELL:
        return {"says": says, "people": f"fewer than {SMALL_CELL}", "warning": _FEW}
    return {"says": says, "people": str(number), "warning": ""}
