"""Encrypted model fields with django-fernet-fields' names, and blind indexes to find rows by.

Assigning plaintext encrypts at once; loading never decrypts. Either way the attribute is a `Sealed`. A model with
encrypted fields has a client-made UUID primary key as its first field and says in `phi_person` which attribute
holds the id of the person that its rows are about ("" for rows about nobody in particular).
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NoReturn
from uuid import UUID

from django.core import checks
from django.db import models
from django.db.models.expressions import BaseExpression, Value
from django.db.models.lookups import Exact
from django.db.models.query_utils import DeferredAttribute

from audit.domain import binding
from audit.keys import field_ring
from audit.sealed import Sealed, SealedValueMisused


class SealedAttribute(DeferredAttribute):
    """Wraps on assignment as well as on load, and ties the value to the instance's row."""

    field: "EncryptedField"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, Sealed) and value.person is None:
            value = value.of(row=value.row or instance.pk, person=_person_of(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, Sealed):
            value = self._placed(instance, value)
        elif value in (None, ""):
            value = None
        elif not isinstance(value, BaseExpression | models.F):
            value = self.field.seal(value, row=instance.pk)
        else:
            raise SealedValueMisused(f"{self.field.column_name} takes a plain value, not an SQL expression")
        instance.__dict__[self.field.attname] = value

    def _placed(self, instance: models.Model, value: "Sealed[Any]") -> "Sealed[Any]":
        if value.column != self.field.column_name or value.row not in (None, instance.pk):
            raise SealedValueMisused(
                f"a value sealed for {value.column} of another row cannot become {self.field.column_name} here: "
                "reveal it through the door and assign the plaintext"
            )
        return value.of(row=instance.pk, person=value.person)


class EncryptedField(models.Field):
    """Base of the encrypted fields. Stored as bytea; never editable by a model form, never filtered by value."""

    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        for barred in ("primary_key", "unique", "db_index"):
            if kwargs.get(barred):
                raise ValueError(f"An encrypted field cannot be {barred}: use a BlindIndexField beside it.")
        kwargs.update(editable=False, null=True, blank=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "null", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    @property
    def column_name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    @property
    def about(self) -> str:
        """Which attribute of the model holds the id of the person concerned."""
        attribute: str = self.model.phi_person  # type: ignore[attr-defined]
        return attribute

    def parse(self, plain: str) -> Any:
        return plain

    def text(self, value: Any) -> str:
        """The value as the text that is sealed."""
        return str(value)

    def opened(self, plain: bytes) -> Any:
        return self.parse(plain.decode())

    def plain(self, value: Any) -> bytes:
        """The value as the bytes that are sealed."""
        return self.text(value).encode()

    def seal(self, value: Any, *, row: UUID) -> Sealed[Any]:
        if not isinstance(row, UUID):
            raise SealedValueMisused(f"{self.column_name}: the row needs its UUID before a value can be sealed to it")
        payload = binding.wrap(self.plain(value), column=self.column_name, row=row)
        token = field_ring().seal(payload)
        return Sealed(token, column=self.column_name, parse=self.opened, about=self.about, row=row)

    def reader(self) -> Callable[[bytes | None, UUID], Sealed[Any] | None]:
        """What reads this column of rows that no model is made of: (what a statement found, the row) → sealed."""
        column, parse, about = self.column_name, self.opened, self.about

        def read(token: bytes | None, row: UUID) -> Sealed[Any] | None:
            if token is None:
                return None
            return Sealed(bytes(token), column=column, parse=parse, about=about, row=row)

        return read

    # --- the database's side

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        return Sealed(bytes(value), column=self.column_name, parse=self.opened, about=self.about)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        sealed = getattr(model_instance, self.attname)
        if sealed is None:
            return None
        if sealed.row != model_instance.pk:
            raise SealedValueMisused(f"{self.column_name} was sealed for row {sealed.row}, not {model_instance.pk}")
        return _Ticket(sealed.token)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if isinstance(value, _Ticket):
            return value.token
        if isinstance(value, Sealed) and value.column == self.column_name and value.row is not None:
            return value.token
        raise SealedValueMisused(
            f"{self.column_name} is encrypted and bound to its row: assign it on an instance and save(), "
            "bulk_create() or bulk_update(); look rows up by a blind index"
        )

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Refuse SQL expressions on sealed columns but the ones of bulk_update (constants sealed for this column)."""
        if isinstance(value, BaseExpression):
            for leaf in _results(value):
                if not (isinstance(leaf, Value) and (leaf.value is None or isinstance(leaf.value, Sealed))):
                    self._refuse(f"{self.column_name} cannot be written from an SQL expression")
            return "%s"
        return "%s"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        if lookup_name == "exact":
            return NothingOnly
        self._refuse(f"{self.column_name} is encrypted: ask for it by a blind index, not with `{lookup_name}`")

    def get_transform(self, lookup_name: str) -> NoReturn:
        self._refuse(f"{self.column_name} is encrypted: `{lookup_name}` cannot look inside")

    def value_to_string(self, obj: models.Model) -> NoReturn:
        self._refuse(f"{self.column_name} is encrypted and is never serialised: use `backup`")

    def value_from_object(self, obj: models.Model) -> Any:
        return getattr(obj, self.attname)

    def formfield(self, **kwargs: Any) -> None:
        return None

    def _refuse(self, why: str) -> NoReturn:
        raise SealedValueMisused(why)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = [*super().check(**kwargs)]
        if not isinstance(self.model._meta.pk, models.UUIDField):
            found.append(
                checks.Error("A model with encrypted fields needs a client-made UUID id.", obj=self, id="audit.E001")
            )
        if not hasattr(self.model, "phi_person"):
            found.append(
                checks.Error(
                    "A model with encrypted fields says whom they are about.",
                    hint='Set phi_person = "person_id", "id", or "" for nobody in particular.',
                    obj=self,
                    id="audit.E002",
                )
            )
        return found


class EncryptedTextField(EncryptedField):
    pass


class EncryptedCharField(EncryptedField):
    pass


class EncryptedEmailField(EncryptedField):
    pass


class EncryptedIntegerField(EncryptedField):
    def parse(self, plain: str) -> int:
        return int(plain)


class EncryptedDateField(EncryptedField):
    def parse(self, plain: str) -> date:
        return date.fromisoformat(plain)

    def text(self, value: date | str) -> str:
        return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()


class EncryptedBinaryField(EncryptedField):
    """A file: a signed paper, a scan. Bytes in, bytes out; kept in memory as a whole, so keep them small."""

    def opened(self, plain: bytes) -> bytes:
        return plain

    def plain(self, value: bytes) -> bytes:
        return bytes(value)


class BlindIndexField(models.BinaryField):
    """16 bytes of keyed digest (`audit.blind`), for exact look-up of a sealed value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Also that it is never empty: Django leaves out what is False, and it is True here unless somebody says so."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"null": self.null, "blank": self.blank}


class NothingOnly(Exact):
    """`filter(column=None)`: the one value that a sealed column can be compared with."""

    def get_prep_lookup(self) -> None:
        if self.rhs is not None:
            raise SealedValueMisused(f"{self.lhs.target.column_name} is encrypted: ask for it by a blind index")


class _Ticket:
    """A token on its way into its own row: what `pre_save` hands to `get_db_prep_value`."""

    __slots__ = ("token",)

    def __init__(self, token: bytes) -> None:
        self.token = token


def _person_of(instance: models.Model) -> UUID | None:
    attribute: str = instance.phi_person  # type: ignore[attr-defined]
    return getattr(instance, attribute) if attribute else None


def _results(expression: Any) -> Iterable[Any]:
    """The expressions that a CASE can end in; anything else is its own result."""
    if isinstance(expression, models.Case):
        for when in (*expression.cases, expression.default):
            yield from _results(getattr(when, "result", when))
    elif type(expression).__name__ == "Cast":
        yield from _results(expression.get_source_expressions()[0])
    else:
        yield expression
