"""Key rings: rotation, the wrong key, and keys that django-fernet-fields wrote with."""

import base64
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from audit.blind import email_key, email_keys, name_keys
from audit.key_checks import WrongKey
from audit.keys import field_ring
from patients.models import Person
from patients.queries import people_by_name
from tests.audit.test_door import reveal
from tests.started import refusals


@pytest.fixture
def person(committing_db: object, settings: Any) -> Person:
    settings.FERNET_KEYS = ["first key"]
    settings.BLIND_INDEX_KEYS = ["first key"]
    made = Person(kind="patient", given_name="Ada", email_key=email_key("ada@example.org"))
    made.save()
    return made


def test_new_key_in_front_reads_old_values_and_writes_new_ones(person: Person, settings: Any) -> None:
    settings.FERNET_KEYS = ["second key", "first key"]
    assert reveal(person) == "Ada"
    person.given_name = "Grace"
    person.save()
    assert reveal(person) == "Grace"


def test_look_up_finds_rows_under_every_key_of_the_ring(person: Person, settings: Any) -> None:
    settings.BLIND_INDEX_KEYS = ["second key", "first key"]
    assert Person.objects.filter(email_key__in=email_keys(" Ada@Example.org ")).get() == person


def test_names_are_found_under_every_key_of_the_ring(person: Person, settings: Any) -> None:
    person.name_keys = name_keys(["Ada", "Lovelace"])
    person.save()
    settings.BLIND_INDEX_KEYS = ["second key", "first key"]
    later = Person.objects.create(kind="lead", name_keys=name_keys(["Ada"]))
    assert set(people_by_name("ada")) == {person, later}
    assert list(people_by_name("ada lov")) == [person]
    assert list(people_by_name("")) == []


def test_wrong_key_starts_neither_worker_nor_beat_nor_pages(person: Person, committing_db: Any, tmp_path: Path) -> None:
    said = refusals({**committing_db.environment(), "FERNET_KEYS": "another key"}, tmp_path)
    assert [what for what, why in said.items() if "are not the ones this database was written with" in why] == [
        "worker",
        "beat",
        "pages",
    ]


def test_wrong_field_key_refuses_to_write_and_to_read(person: Person, settings: Any) -> None:
    settings.FERNET_KEYS = ["another key"]
    with pytest.raises(WrongKey, match="are not the ones this database was written with"):
        Person(kind="patient", given_name="Grace")
    with pytest.raises(WrongKey):
        reveal(person)
    assert Person.objects.count() == 1


def test_wrong_blind_index_key_refuses(person: Person, settings: Any) -> None:
    settings.BLIND_INDEX_KEYS = ["another key"]
    with pytest.raises(WrongKey):
        email_key("ada@example.org")


def test_wrong_key_fails_the_start_up_check(person: Person, settings: Any) -> None:
    settings.FERNET_KEYS = ["another key"]
    with pytest.raises(SystemCheckError, match=r"audit\.E011"):
        call_command("check")


@pytest.mark.django_db
def test_missing_key_is_said_plainly(settings: Any) -> None:
    settings.FERNET_KEYS = []
    with pytest.raises(ImproperlyConfigured, match="FERNET_KEYS is empty"):
        field_ring()
    with pytest.raises(SystemCheckError, match="FERNET_KEYS is missing"):
        call_command("check", tags=["security"])


@pytest.mark.parametrize("use_hkdf", [True, False])
def test_token_written_with_keys_and_settings_of_django_fernet_fields_opens(
    committing_db: object, settings: Any, use_hkdf: bool
) -> None:
    key = Fernet.generate_key().decode()
    settings.FERNET_KEYS, settings.FERNET_USE_HKDF = [key], use_hkdf
    derived = HKDF(SHA256(), 32, b"django-fernet-fields-hkdf-salt", b"django-fernet-fields").derive(key.encode())
    theirs = Fernet(base64.urlsafe_b64encode(derived) if use_hkdf else key.encode())
    assert field_ring().open(theirs.encrypt(b"a value of theirs")) == b"a value of theirs"
