"""Imports in the staff pages: what came in, what was refused and why, and the refused rows to take away."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from clinic.audited_admin import ReadOnlyAdmin
from clinic.denials import NotForThisRole
from clinic.desk import staff_actor
from clinic.people_admin import PeopleAdmin
from patients.enums import ImportState, RecordKind
from patients.importers.report import CREATED, READ, REFUSED, UNCHANGED, UPDATED
from patients.models import ImportRefusal, ImportRun
from patients.refused_rows import refused_rows_as_csv

_WORDS = (READ, CREATED, UPDATED, UNCHANGED, REFUSED)


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "source", "state", "people_read", "refused")
    list_filter = ("state", "source")
    list_per_page = 50
    fields = ("started_at", "finished_at", "source", "state", "reached", "numbers", "refused_rows")
    readonly_fields = fields
    change_form_template = "patients/import_run.html"

    def get_urls(self) -> list[URLPattern]:
        download = path(
            "<uuid:import_run_id>/refused-rows/",
            self.admin_site.admin_view(require_POST(self.download)),
            name="patients_importrun_refused_rows",
        )
        return [download, *super().get_urls()]

    def download(self, request: HttpRequest, import_run_id: UUID) -> StreamingHttpResponse:
        """A POST: it leaves an event in the book, and a link that is followed by accident must not."""
        if not request.user.has_perm("patients.view_importrefusal"):
            raise NotForThisRole("patients.view_importrefusal")
        run = get_object_or_404(ImportRun, pk=import_run_id)
        return StreamingHttpResponse(
            refused_rows_as_csv(run.pk, by=staff_actor(request)),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="refused-rows-{run.started_at:%Y-%m-%d}.csv"',
                "Cache-Control": "no-store",
            },
        )

    @admin.display(description="people")
    def people_read(self, run: ImportRun) -> int:
        return int(run.counts.get(RecordKind.PEOPLE, {}).get(READ, 0))

    @admin.display(description="where it is")
    def reached(self, run: ImportRun) -> str:
        at: dict[str, Any] = run.counts.get("at", {})
        if run.state == ImportState.DONE:
            return "At the end"
        if not at:
            return "Nothing read yet"
        return f"File {at['file']} of {at['of']}, {at.get('kind', '')}, line {at.get('line', 0):,}"

    @admin.display(description="rows")
    def numbers(self, run: ImportRun) -> SafeString:
        kinds = [(kind.label, run.counts.get(kind, {})) for kind in RecordKind]
        head = format_html_join("", "<th scope='col'>{}</th>", ((word.capitalize(),) for word in _WORDS))
        rows = format_html_join(
            "", "<tr><th scope='row'>{}</th>{}</tr>", ((label, _cells(counts)) for label, counts in kinds)
        )
        return format_html("<table><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>", head, rows)

    @admin.display(description="refused rows")
    def refused_rows(self, run: ImportRun) -> SafeString:
        address = f"{reverse('admin:patients_importrefusal_changelist')}?run__id__exact={run.pk}"
        return format_html('<a href="{}">{} with their reasons</a>', address, run.refused)


@admin.register(ImportRefusal)
class ImportRefusalAdmin(PeopleAdmin):
    """Lines and reasons; what stood there, and in which file, is in the download alone."""

    list_display = ("run_started", "kind", "line", "reason")
    list_display_links = None
    list_filter = ("kind", "reason", ("run", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("run",)
    list_per_page = 100

    @admin.display(description="import")
    def run_started(self, refusal: ImportRefusal) -> Any:
        return refusal.run.started_at

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Reached from its import."""
        return False


def _cells(counts: dict[str, int]) -> SafeString:
    return format_html_join("", "<td>{}</td>", ((f"{counts.get(word, 0):,}",) for word in _WORDS))
