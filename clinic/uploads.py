"""Files that come in through pages stay in memory: a scan in a temporary file would lie on a disk in clear."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from clinic.domain.papers import MOST_BYTES


class InMemoryUploads(FileUploadHandler):
    """Keeps one byte more than the most that is taken, so that whoever reads a file can say that it is too large."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._content = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._content.write(raw_data[: max(0, MOST_BYTES + 1 - start)])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._content.seek(0)
        return InMemoryUploadedFile(
            file=self._content,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type or "",
            size=len(self._content.getbuffer()),
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
