"""A failing page or task tells where it failed, and nothing of whom it was about."""

import io
import json
import logging
import subprocess
import sys
from typing import Any

import pytest
from celery import shared_task
from django.conf import settings as settings_of_project
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from clinic.opaque_errors import OpaqueFormatter

CANARY = "".join(("Kanarien", "vogel"))  # in pieces: an error page may quote this line


def failing_view(request: HttpRequest) -> HttpResponse:
    name = CANARY
    form = {"name": request.POST.get("name"), "seen": name}
    raise ValueError(f"{name} could not be saved: {form}")


def chained_failure(request: HttpRequest) -> HttpResponse:
    try:
        json.loads(CANARY)
    except ValueError as error:
        raise RuntimeError(f"while reading {CANARY}") from error
    return HttpResponse()


urlpatterns = [
    path("fail/", failing_view),
    path("chain/", chained_failure),
    path("", include("clinic.urls")),
]


@pytest.fixture
def client(settings: Any) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False, headers={"User-Agent": CANARY})


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("page", ["/fail/", "/chain/"])
@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
@pytest.mark.django_db
def test_error_page_and_log_hold_no_value(
    client: Client, settings: Any, caplog: Any, debug: bool, page: str, accept: str
) -> None:
    settings.DEBUG = debug
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OpaqueFormatter())
    logging.getLogger("django").addHandler(handler)
    try:
        answer = client.post(page, {"name": CANARY}, headers={"Accept": accept}, REMOTE_USER=CANARY)
    finally:
        logging.getLogger("django").removeHandler(handler)
    assert answer.status_code == 500
    assert CANARY not in answer.content.decode()
    assert CANARY not in stream.getvalue()
    assert "test_errors_without_values.py" in stream.getvalue()


def test_log_line_of_an_exception_names_its_type_and_places() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "saving failed", (), (ValueError, error, error.__traceback__)
        )
    line = OpaqueFormatter().format(record)
    assert "saving failed" in line and line.endswith("builtins.ValueError") and CANARY not in line


def test_log_line_of_a_token_page_leaves_the_token_out() -> None:
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, "Gone: %s", (f"/u/{'aB3_' * 12}/",), None)
    assert OpaqueFormatter().format(record).endswith("Gone: /u/(token)/")
    record.args = (f"/t/{'aB3_' * 12}?x=1",)
    assert OpaqueFormatter().format(record).endswith("Gone: /t/(token)?x=1")


def test_log_line_of_a_failed_task_names_it_without_its_words() -> None:
    @shared_task(name="failing-task")
    def fail() -> None:
        raise ValueError(CANARY)

    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OpaqueFormatter())
    logging.getLogger("celery.app.trace").addHandler(handler)
    try:
        fail.apply(task_id="1")
    finally:
        logging.getLogger("celery.app.trace").removeHandler(handler)
    assert "Task failing-task[1] failed" in stream.getvalue() and "builtins.ValueError" in stream.getvalue()
    assert CANARY not in stream.getvalue()


def test_command_that_fails_prints_where_and_not_what(committing_db: Any) -> None:
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", "raise ValueError('Kanarien' + 'vogel')"],
        env=committing_db.environment(),
        cwd=settings_of_project.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert said.returncode == 1
    assert "builtins.ValueError" in said.stderr
    assert CANARY not in said.stdout + said.stderr
