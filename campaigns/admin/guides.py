"""Care guides: write a draft, read it as a patient does, publish it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from campaigns.domain.guide_texts import problems
from campaigns.models import CareGuide
from campaigns.operations.care_guides import draft_of, publish_draft, write_draft
from campaigns.operations.templates import CannotPublish
from campaigns.pages.guide_html import guide_html
from campaigns.queries import clinics_own
from clinic.audited_admin import NothingDeleted
from clinic.desk import staff_actor
from clinic.enums import NEEDS_AFTERCARE, ServiceCategory

#: What the page of a treatment asks for, and what it shows where there is no guide of its own.
CATEGORIES = [(category.value, category.label) for category in ServiceCategory if category in NEEDS_AFTERCARE]
CATEGORIES.append((ServiceCategory.OTHER.value, "Any other treatment"))


class GuideForm(forms.ModelForm):
    category = forms.ChoiceField(choices=CATEGORIES)

    class Meta:
        model = CareGuide
        fields = ("category", "language", "title", "body")
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField"}),
            "body": forms.Textarea(attrs={"rows": 24, "class": "vLargeTextField"}),
        }


@admin.register(CareGuide)
class CareGuideAdmin(NothingDeleted):
    form = GuideForm
    list_display = ("title", "category", "language", "number", "published_at")
    list_filter = ("category", "language")
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "admin/campaigns/careguide/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: CareGuide | None = None) -> Any:
        return ("category", "language") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        is_draft = not isinstance(obj, CareGuide) or obj.published_at is None
        return is_draft and super().has_change_permission(request, obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new version begins with what is published."""
        asked = {name: request.GET.get(name, "") for name in ("category", "language")}
        latest = CareGuide.objects.filter(**asked, published_at__isnull=False).order_by("-number").first()
        return asked | ({"title": latest.title, "body": latest.body} if latest else {})

    def save_model(self, request: HttpRequest, obj: CareGuide, form: Any, change: bool) -> None:
        """One call: the operation finds the draft of this category and language, or begins it."""
        written = write_draft(draft=draft_of(obj), by=staff_actor(request), now=timezone.now())
        obj.pk, obj.number = written.pk, written.number

    def response_add(self, request: HttpRequest, obj: CareGuide, post_url_continue: str | None = None) -> HttpResponse:
        return self._after_saving(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: CareGuide) -> HttpResponse:
        return self._after_saving(request, obj) or super().response_change(request, obj)

    def _after_saving(self, request: HttpRequest, obj: CareGuide) -> HttpResponse | None:
        if "_publish" not in request.POST:
            return None
        try:
            publish_draft(guide_id=obj.pk, by=staff_actor(request), now=timezone.now())
        except CannotPublish as cannot:
            said = f"Not published: {len(cannot.problems)} thing(s) speak against it, listed below."
            self.message_user(request, said, messages.ERROR)
        else:
            self.message_user(request, "Published. From now on patients read this guide.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:campaigns_careguide_change", args=[obj.pk]))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        guide: CareGuide | None = kwargs.get("obj")
        if guide is not None:
            draft = draft_of(guide)
            context["guide"], context["as_read"] = guide, guide_html(guide.body)
            context["problems"] = [] if guide.published_at else problems(draft, own=clinics_own())
            begin = urlencode({"category": guide.category, "language": guide.language})
            context["new_version"] = f"{reverse('admin:campaigns_careguide_add')}?{begin}"
            context["may_begin"] = self.has_add_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)
