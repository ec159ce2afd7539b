"""Small files in other systems' formats, and the command as an operator runs it."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

SYNTHEA_PATIENTS = "Id,BIRTHDATE,DEATHDATE,SSN,FIRST,LAST,GENDER,ADDRESS,CITY,STATE,ZIP\n"
SYNTHEA_ENCOUNTERS = "Id,START,STOP,PATIENT,ORGANIZATION,ENCOUNTERCLASS,CODE,DESCRIPTION,REASONCODE,REASONDESCRIPTION\n"
SYNTHEA_PROCEDURES = "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,REASONCODE,REASONDESCRIPTION\n"
SYNTHEA_ORGANIZATIONS = "Id,NAME,ADDRESS,CITY,STATE,ZIP,PHONE\n"

NOTHING = {"read": 0, "created": 0, "updated": 0, "unchanged": 0, "refused": 0}


def counts(**numbers: int) -> dict[str, int]:
    return NOTHING | numbers


def run_import(*arguments: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("import_records", *map(str, arguments), "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue().splitlines()[-1])


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def write_resources(folder: Path, name: str, *resources: dict[str, Any]) -> Path:
    """A bundle; each entry's full URL is `urn:uuid:` and the resource's id."""
    entries = [{"fullUrl": f"urn:uuid:{one.get('id', '')}", "resource": one} for one in resources]
    return write(folder, name, json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))


def patient(external_id: str = "p1", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": external_id,
        "name": [{"use": "official", "given": ["Ana"], "family": "Mejía"}],
        "birthDate": "1990-05-17",
        **more,
    }
