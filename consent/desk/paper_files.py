"""Staff open a file of a paper: the scan, the letter, the copy that was given."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from clinic.desk import staff_actor
from clinic.desk_pages import desk_page
from consent.downloads import as_download
from consent.models import PaperFile
from consent.operations import paper_files

_ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@desk_page("consent.view_paperfile")
@require_POST
def paper_file(request: HttpRequest, paper_file_id: UUID) -> HttpResponse:
    """A POST: it leaves a line in the book, and a link that is followed by accident must not."""
    file = get_object_or_404(PaperFile, pk=paper_file_id)
    content = paper_files.content_of(by=staff_actor(request), file=file)
    return as_download(content, file.media_type, f"{file.kind}.{_ENDINGS[file.media_type]}")


def address(file: PaperFile) -> str:
    return reverse("admin:desk-paper-file", args=[file.pk])


urlpatterns = [path("paper-file/<uuid:paper_file_id>/", paper_file, name="desk-paper-file")]
