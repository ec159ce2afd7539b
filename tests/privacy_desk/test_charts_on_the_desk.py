"""The charts of the privacy desk count what the book holds."""

from uuid import UUID

from audit.domain.actors import Actor
from audit.enums import AuditWord, Outcome
from audit.ledger import record_read
from clinic.enums import Role
from tests.desk_people import house, signed_in, staff

DESK = "/admin/desk/privacy/"


def _read(role: Role, word: AuditWord = AuditWord.LIST, outcome: Outcome = Outcome.GRANTED) -> None:
    record_read(
        word=word, actor=Actor.staff(UUID(int=1), role.value), purpose="TREAT", people=(), fields=(), outcome=outcome
    )


def test_desk_shows_charts_and_their_numbers(committing_db: object) -> None:
    house()
    officer = staff(Role.PRIVACY_OFFICER)
    for _ in range(3):
        _read(Role.CLINICIAN)
    _read(Role.FRONT_DESK, outcome=Outcome.DENIED)
    _read(Role.FRONT_DESK, word=AuditWord.SIGN_IN_FAILED, outcome=Outcome.DENIED)
    _read(Role.FRONT_DESK, word=AuditWord.SIGN_IN)
    page = signed_in(officer).get(DESK)
    read = page.context["read"]
    roles = read.by_day_table.columns
    assert dict(zip(roles, read.by_day_table.rows[-1][1], strict=True)) == {
        "Front desk": 0, "Clinician": 3, "Marketer": 0, "Privacy officer": 0, "Administrator": 0,
    }  # fmt: skip
    assert (read.denied_table.rows[-1][1], read.refused) == ([2], 2)
    listed = signed_in(officer).get(f"/admin/audit/auditevent/?outcome=denied&since={read.refused_since}")
    assert listed.content.decode().count("desk-pill no") == 2
    by_role = [sum(numbers) for numbers in zip(*(row for _, row in read.by_hour_table.rows), strict=True)]
    assert by_role == [
        0,
        3,
        0,
        0,
        0,
    ]
    assert page.content.decode().count('<svg class="privacy-chart"') == 3
