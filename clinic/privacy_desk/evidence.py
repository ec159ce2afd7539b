"""The evidence pack from the desk: a form with two days, and a ZIP."""

from tempfile import TemporaryFile
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.domain.evidence import Period
from audit.exporting import Cut
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.evidence import pack
from clinic.queries import organisation
from clinic.sign_in.fresh import needs_fresh_sign_in


class Day(forms.DateInput):
    input_type = "date"


class EvidenceForm(forms.Form):
    since = forms.DateField(label="From", required=False, widget=Day, help_text="Empty: a year before the last day.")
    until = forms.DateField(label="Until", required=False, widget=Day, help_text="Empty: today.")
    papers = forms.BooleanField(label="With the signed agreements themselves", required=False)
    asked: Period

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        try:
            self.asked = pack.period(
                since=told.get("since"),
                until=told.get("until"),
                at=timezone.now(),
                zone=organisation().time_zone,
                in_a_hurry=True,
            )
        except ValueError as error:
            self.add_error("since", f"{str(error).capitalize()}.")
        return told


@desk_page("audit.add_export")
@require_http_methods(["GET", "POST"])
@needs_fresh_sign_in
def evidence(request: HttpRequest) -> HttpResponseBase:
    form = EvidenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _zip(request, form.asked, with_papers=form.cleaned_data["papers"])
    return show(request, "clinic/privacy/evidence.html", title="Evidence pack", form=form)


def _zip(request: HttpRequest, asked: Period, *, with_papers: bool) -> HttpResponseBase:
    """Through a file without a name: nothing stays behind on this machine."""
    out = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        packed = pack.pack(out, by=staff_actor(request), asked=asked, with_papers=with_papers)
    except Cut as cut:
        out.close()
        raise PermissionDenied("the right to export ended while the pack was made") from cut
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=packed.name, content_type="application/zip")
