"""Who works here."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now

from audit.domain.uuid7 import uuid7
from audit.fields import BlindIndexField, EncryptedTextField
from clinic.enums import Language, Role, StaffDigestKind


class Staff(AbstractUser):  # type: ignore[django-manager-missing]  # of a model whose base has no types
    """Somebody who works here. The role decides what they may see; it is the one of their granted `AccessGrant`.

    The digests find records of people who share the reader's surname, address or mail address: what review rules ask.
    """

    phi_person = None  # no patient: the address is a colleague's

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    role = models.CharField(max_length=20, choices=Role, default=Role.FRONT_DESK)
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    manager = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="team", help_text="Keeps or ends their access."
    )
    home_address = EncryptedTextField(help_text="Street and postal code: only to notice reads of a neighbour's record.")
    password_set_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="A colleague who knows the password in force: until its owner has changed it, no other page opens.",
    )
    email_key = BlindIndexField()
    family_key = BlindIndexField()
    address_key = BlindIndexField()

    class Meta(AbstractUser.Meta):
        verbose_name = "member of staff"
        verbose_name_plural = "staff"

    def __str__(self) -> str:
        return self.username

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """The role's table alone says yes: a superuser has no role, so nobody is let past it."""
        return not self.is_superuser and super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        return not self.is_superuser and super().has_module_perms(app_label)


class FormerDigest(models.Model):
    """A surname, home or mail address that somebody had until lately: review rules still compare records with it, so
    that nobody slips out of a rule by a new name (`clinic.staff_digests`)."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="former_digests")
    kind = models.CharField(max_length=8, choices=StaffDigestKind)
    digest = BlindIndexField()
    replaced_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"former digest {self.pk}"
