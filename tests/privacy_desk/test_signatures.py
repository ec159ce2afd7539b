"""The signature of an export: a proof that whoever has the file can check without us."""

import json
import runpy
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from django.conf import settings

from audit import exporting
from audit.domain.actors import Actor
from audit.domain.seal_keys import text_of
from audit.enums import ExportKind
from audit.exporting import Format
from clinic.enums import Role
from tests.audit.sealing.books import KEY, seal
from tests.desk_people import house, signed_in, staff

pytestmark = pytest.mark.usefixtures("committing_db")


def test_signature_of_an_export_holds_its_digest_under_a_signed_seal() -> None:
    house()
    officer = staff(Role.PRIVACY_OFFICER)
    paper = exporting.begin(
        by=Actor.staff(officer.pk, officer.role),
        kind=ExportKind.EVENTS_CSV,
        now=datetime(2026, 6, 15, tzinfo=UTC),
        criteria={},
    )
    sent = exporting.stream(paper=paper, form=Format.CSV, columns=("a",), batches=[[["b"]]])
    digest = sha256(b"".join(sent.streaming_content)).hexdigest()  # type: ignore[arg-type]
    client, page = signed_in(officer), f"/admin/desk/privacy/exports/{paper.id}/signature/"
    assert client.get(page).status_code == 202
    seal()
    answer = client.get(page)
    told = json.loads(answer.content)
    assert told["export"] == {"id": str(paper.id), "kind": "events-csv", "rows": 1, "sha256": digest}
    assert f'"sha256": "{digest}"' in told["line"]
    outsider = runpy.run_path(str(settings.BASE_DIR / "docs" / "checking-a-proof" / "check_proof.py"))
    assert outsider["problem"](told, text_of(KEY.public)) == ""
    assert outsider["problem"]({**told, "line": told["line"].replace(digest, "0" * 64)}, text_of(KEY.public)) != ""
    assert answer["Content-Disposition"] == f'attachment; filename="revisit-signature-{paper.id}.json"'
