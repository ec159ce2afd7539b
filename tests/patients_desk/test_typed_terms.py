"""What the look-up box makes of what somebody typed. No database."""

import pytest

from patients.domain.typed_terms import readings


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", []),
        ("   ", []),
        ("lin mei", [("name", "lin mei"), ("record-number", "lin mei")]),
        ("  Lin   Mei ", [("name", "Lin Mei"), ("record-number", "Lin Mei")]),
        ("林美", [("name", "林美"), ("record-number", "林美")]),
        ("mei@example.org", [("email", "mei@example.org")]),
        ("oneil", [("name", "oneil"), ("name", "o'neil"), ("record-number", "oneil")]),
        ("Amy3", [("record-number", "Amy3"), ("name", "Amy3")]),
        ("MR-000012", [("record-number", "MR-000012"), ("name", "MR-000012")]),
        ("12345", [("record-number", "12345")]),
        ("(312) 555-0100", [("phone", "(312) 555-0100"), ("record-number", "(312) 555-0100")]),
        ("+886 2 2345 6789", [("phone", "+886 2 2345 6789"), ("record-number", "+886 2 2345 6789")]),
        ("1980-05-06", [("birth-date", "1980-05-06"), ("phone", "1980-05-06"), ("record-number", "1980-05-06")]),
        ("1980年5月6日", [("birth-date", "1980-05-06"), ("record-number", "1980年5月6日")]),
        (
            "19800506",
            [("birth-date", "1980-05-06"), ("phone", "19800506"), ("record-number", "19800506")],
        ),
        (
            "03/04/1980",
            [("birth-date", "1980-03-04"), ("birth-date", "1980-04-03"), ("record-number", "03/04/1980")],
        ),
        ("13/4/1980", [("birth-date", "1980-04-13"), ("record-number", "13/4/1980")]),
        ("4/4/1980", [("birth-date", "1980-04-04"), ("record-number", "4/4/1980")]),
        ("30/02/1980", [("record-number", "30/02/1980")]),
        ("2/3/1102", [("record-number", "2/3/1102")]),
    ],
)
def test_readings_of_what_was_typed(typed: str, meant: list[tuple[str, str]]) -> None:
    assert [(reading.kind, reading.value) for reading in readings(typed)] == meant
