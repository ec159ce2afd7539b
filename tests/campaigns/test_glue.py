import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from campaigns import desk, timeline
from campaigns.models import TemplateVersion
from campaigns.operations.delivery import deliver_due
from clinic.domain.desk import Card
from tests.campaigns.scenes import BY, NOW, intent, open_clinic, patient, plan

pytestmark = pytest.mark.django_db


def _guard(file: Path, *options: str) -> tuple[int, str]:
    out, code = StringIO(), 0
    try:
        call_command("guard", str(file), *options, stdout=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, out.getvalue()


def test_guard_command_names_line_rule_and_word(tmp_path: Path) -> None:
    file = tmp_path / "subjects.txt"
    file.write_text("Health reminder\nYour biopsy\n健康提醒\n", encoding="utf-8")
    code, said = _guard(file, "--part", "subject", "--json")
    assert code == 1
    assert json.loads(said) == {
        "lines": [
            {"line": 1, "findings": []},
            {"line": 2, "findings": [{"rule": "not-in-vocabulary", "word": "biopsy"}]},
            {"line": 3, "findings": []},
        ]
    }


def test_guard_command_is_content_with_nothing_found(tmp_path: Path) -> None:
    file = tmp_path / "bodies.txt"
    file.write_text("Please call us.\n", encoding="utf-8")
    assert _guard(file) == (0, "1 lines read, 0 with findings\n")


def test_guard_command_on_a_file_that_is_not_there_fails(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as bad:
        _guard(tmp_path / "none.txt")
    assert bad.value.returncode == 1


def test_timeline_and_card_tell_what_became_of_messages(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = settings.CAPTURE_BACKEND
    open_clinic()
    person = patient()
    plan(intent(person), intent(patient(email="")))
    deliver_due(NOW, by=BY, ticks=lambda: 0.0)
    (entry,) = timeline.entries(person.pk)
    assert (entry.at, entry.kind, entry.title, entry.detail) == (
        NOW,
        "message",
        "Welcome: accepted by the mail service",
        "Practical message, nothing forbids it",
    )
    assert desk.messages_card(NOW) == Card(
        title="Messages today",
        value="1",
        note="1 not allowed",
        link="/admin/campaigns/message/",
        permission="campaigns.view_message",
    )


def test_a_published_text_never_changes() -> None:
    open_clinic()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        TemplateVersion.objects.update(subject="Your appointment")
