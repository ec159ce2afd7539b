"""The timetable of tasks: to look at, and to switch one off or on that watches nothing. What runs when is set in the
code (`settings.CELERY_BEAT_SCHEDULE`), so the library's own pages, which write no line into the book, are not there."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule

from clinic.audited_admin import AuditedAdmin
from clinic.domain.timetable import SWITCHABLE
from clinic.sign_in.fresh import FreshSignInAdmin

for library_model in (ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule):
    admin.site.unregister(library_model)


@admin.register(PeriodicTask)
class PeriodicTaskAdmin(FreshSignInAdmin, AuditedAdmin):
    list_display = ("name", "enabled", "task", "schedule", "last_run_at")
    list_select_related = ("interval", "crontab", "solar", "clocked")
    ordering = ("name",)
    actions = None
    fields = ("name", "enabled", "task", "schedule", "last_run_at", "description")
    readonly_fields = ("name", "task", "schedule", "last_run_at", "description")

    @admin.display(description="when")
    def schedule(self, task: PeriodicTask) -> str:
        return str(task.interval or task.crontab or task.solar or task.clocked)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody switches off what watches over them."""
        if isinstance(obj, PeriodicTask) and obj.task not in SWITCHABLE:
            return False
        return super().has_change_permission(request, obj)
