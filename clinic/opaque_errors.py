"""Errors that tell a programmer where, and nobody whom: no frame variables, no request data, no messages.

A traceback's local variables, a form's POST data and an exception's text may all hold PHI; so logs carry the
exception's type and the lines it passed through, and the debug page shows no values (45 CFR 164.312(a)(1)).
"""

import copy
import logging
import re
import sys
import threading
import traceback
from collections.abc import ItemsView
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

HIDDEN = "(hidden)"
_TOKEN = re.compile(r"""/[\w-]{43,}(?=[/?"'\s]|$)""")


class OpaqueReporterFilter(SafeExceptionReporterFilter):
    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        return dict.fromkeys(getattr(request, "POST", {}), HIDDEN)

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, str]:
        return {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: Any) -> ItemsView[str, Any]:
        no_variables: dict[str, Any] = {}
        return no_variables.items()


class OpaqueExceptionReporter(ExceptionReporter):
    """Django's error page and error mail without values."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filter = OpaqueReporterFilter()

    def get_traceback_data(self) -> dict[str, Any]:
        data = super().get_traceback_data()
        data["exception_value"] = HIDDEN
        data["user_str"] = HIDDEN
        data["filtered_POST_items"] = []
        data["request_COOKIES_items"] = []
        data["request_GET_items"] = []
        for frame in data.get("frames", ()):
            frame["exc_cause"] = None
        data["unicode_hint"] = ""
        return data


class OpaqueFormatter(logging.Formatter):
    """`time level logger message`, and for an exception its type and places, never its text.

    A long piece of a path is a link's token: whoever reads the log could use it, so it is left out.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and record.name.startswith("celery") and isinstance(record.args, dict):
            record = _without_words_of(record)
        return _TOKEN.sub("/(token)", super().format(record))

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, error, trace = ei
        if kind is None or error is None:
            return ""
        return "\n".join(_places_and_type(kind, trace))


def hide_words_of_uncaught_errors() -> None:
    """What Python prints when a process ends in an error: where and of which type, not what it said."""
    sys.excepthook = _tell_where
    threading.excepthook = lambda found: _tell_where(found.exc_type, found.exc_value, found.exc_traceback)


def _tell_where(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error or kind(), trace)
        return
    print(*_places_and_type(kind, trace), sep="\n", file=sys.stderr)
    print("(what it said is not shown: it may hold a patient's data)", file=sys.stderr)


def _places_and_type(kind: type[BaseException], trace: TracebackType | None) -> list[str]:
    places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    return [*places, f"{kind.__module__}.{kind.__qualname__}"]


def _without_words_of(record: logging.LogRecord) -> logging.LogRecord:
    """Celery puts the exception's text into its message: of a failed task only its name and id are told."""
    told = record.args if isinstance(record.args, dict) else {}
    opaque = copy.copy(record)
    opaque.msg, opaque.args = "Task %s[%s] failed", (told.get("name", "?"), told.get("id", "?"))
    return opaque
