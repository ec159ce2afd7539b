"""The timetable of tasks: to look at, and to switch one off or on. What runs when is set in the code
(`settings.CELERY_BEAT_SCHEDULE`), so the library's own pages, which write no line into the book, are not there."""

from django.contrib import admin
from django.http import HttpRequest
from django_celery_beat.models import ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule

from clinic.audited_admin import AuditedAdmin

for library_model in (ClockedSchedule, CrontabSchedule, IntervalSchedule, PeriodicTask, SolarSchedule):
    admin.site.unregister(library_model)


@admin.register(PeriodicTask)
class PeriodicTaskAdmin(AuditedAdmin):
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
