"""What is kept on a schedule: training of staff, risk assessments. Rows can be corrected; the book says by whom."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from clinic import registers
from clinic.audited_admin import AuditedAdmin
from clinic.domain.due_dates import REGISTER_STAGES
from clinic.models import RiskAssessment, Staff, TrainingRecord


class _DatedForm(forms.ModelForm):
    """`begins` and `ends`: two days in that order."""

    begins, ends = "done_on", ""

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        begins, ends = told.get(self.begins), told.get(self.ends)
        if begins and begins > timezone.localdate():
            self.add_error(self.begins, "This day has not come yet.")
        if begins and ends and ends < begins:
            self.add_error(self.ends, "This is before it was done.")
        return told

    def _one_space(self, name: str) -> str:
        return " ".join(self.cleaned_data[name].split())


class TrainingForm(_DatedForm):
    ends = "expires_on"

    class Meta:
        model = TrainingRecord
        fields = ("staff", "topic", "done_on", "expires_on", "trainer")

    def clean_topic(self) -> str:
        """As it is written elsewhere: topics that differ in capitals alone are one."""
        topic = self._one_space("topic")
        others = TrainingRecord.objects.exclude(pk=self.instance.pk).filter(topic__iexact=topic)
        return others.values_list("topic", flat=True).first() or topic

    def clean_staff(self) -> Staff:
        member: Staff = self.cleaned_data["staff"]
        if not member.is_active and "staff" in self.changed_data:
            raise ValidationError("They no longer work here.")
        return member


class RiskForm(_DatedForm):
    ends = "next_on"

    class Meta:
        model = RiskAssessment
        fields = ("title", "done_on", "done_by", "next_on", "summary")

    def clean_title(self) -> str:
        return self._one_space("title")


@admin.register(TrainingRecord)
class TrainingRecordAdmin(AuditedAdmin):
    form = TrainingForm
    list_display = ("staff", "topic", "done_on", "expires_on", "validity", "trainer")
    list_filter = ("topic", "staff__is_active")
    list_select_related = ("staff",)
    list_per_page = 50
    change_list_template = "clinic/training.html"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "staff" and field:
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
        return field

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        today = timezone.localdate()
        told = {"title": "Training", "gaps": registers.training_gaps(today), "due": registers.trainings_due(today)}
        return super().changelist_view(request, {**told, **(extra_context or {})})

    @admin.display(description="state")
    def validity(self, record: TrainingRecord) -> SafeString:
        return _pill(record.expires_on, until="Valid until", over="Expired", always="Valid")


@admin.register(RiskAssessment)
class RiskAssessmentAdmin(AuditedAdmin):
    form = RiskForm
    list_display = ("title", "done_on", "done_by", "next_on", "due")
    list_per_page = 50

    @admin.display(description="state")
    def due(self, assessment: RiskAssessment) -> SafeString:
        return _pill(assessment.next_on, until="Next on", over="Was due", always="")


def _pill(day: date | None, *, until: str, over: str, always: str) -> SafeString:
    if day is None:
        return format_html('<span class="desk-pill yes">{}</span>', always)
    left = (day - timezone.localdate()).days
    colour = "no" if left < 0 else "held" if left <= max(REGISTER_STAGES) else "yes"
    words = f"{over if left < 0 else until} {day:%-d %b %Y}"
    return format_html('<span class="desk-pill {}">{}</span>', colour, words)
