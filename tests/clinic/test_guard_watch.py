"""A clinic that runs on hears when rights or triggers were changed under it."""

import pytest
from django.test import Client

from clinic import health, tasks
from clinic.models import Notice
from tests.database_roles import as_owner


@pytest.fixture(autouse=True)
def forgotten() -> None:
    health._last.clear()


def alerts() -> list[str]:
    return sorted(Notice.objects.filter(alert="not-guarded").values_list("audience", flat=True))


def ready() -> tuple[int, str]:
    health._last.clear()  # half a minute passes
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()["status"]


@pytest.mark.parametrize(
    ("done", "undone"),
    [
        ("GRANT UPDATE ON audit_event TO revisit", "REVOKE UPDATE ON audit_event FROM revisit"),
        ("GRANT DELETE ON clinic_notice TO revisit", "REVOKE DELETE ON clinic_notice FROM revisit"),
        (
            "ALTER TABLE audit_review_case DISABLE TRIGGER audit_review_case_keep",
            "ALTER TABLE audit_review_case ENABLE ALWAYS TRIGGER audit_review_case_keep",
        ),
    ],
)
def test_change_is_told_once_a_day_and_pages_say_not_ready(committing_db: object, done: str, undone: str) -> None:
    tasks.watch_guards()
    assert (alerts(), ready()) == ([], (200, "ok"))
    with as_owner() as cursor:
        cursor.execute(done.encode())
        tasks.watch_guards()
        tasks.watch_guards()
        assert (alerts(), ready()) == (["administrator", "privacy-officer"], (503, "not guarded"))
        cursor.execute(undone.encode())
    tasks.watch_guards()
    assert (len(alerts()), ready()) == (2, (200, "ok"))
