"""How staff prove who they are: authenticators, recovery codes, sessions."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django_otp.models import Device, ThrottlingMixin

from audit.domain import binding
from audit.fields import BlindIndexField
from audit.keys import field_ring
from clinic.enums import TicketKind

_COLUMN = "clinic.authenticator.sealed_key"
_MOST_THROTTLED = 14  # 2**13 seconds: ten guesses a day, and no staff locked out for a year


class Authenticator(ThrottlingMixin, Device):
    """An app on somebody's phone that knows a key of ours (RFC 6238). One in use, at most one being set up.

    The key is encrypted and bound to the person: put into somebody else's row, it does not open.
    """

    sealed_key = models.BinaryField()
    last_step = models.BigIntegerField(default=-1, help_text="The newest code used: it and older ones count no more.")
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Authenticator"]] = models.Manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "confirmed"], name="one_authenticator_in_use")]

    def __str__(self) -> str:
        return f"authenticator {self.pk}"

    @property
    def key(self) -> bytes:
        payload = field_ring().open(bytes(self.sealed_key))
        return binding.unwrap(payload, column=_COLUMN, row=self.user_id)

    @key.setter
    def key(self, key: bytes) -> None:
        self.sealed_key = field_ring().seal(binding.wrap(key, column=_COLUMN, row=self.user_id))

    def get_throttle_factor(self) -> int:
        return 1

    def throttle_increment(self, commit: bool = True) -> None:
        super().throttle_increment(commit=False)
        failures: int = vars(self)["throttling_failure_count"]
        self.throttling_failure_count = min(failures, _MOST_THROTTLED)
        if commit:
            self.save(update_fields=["throttling_failure_count", "throttling_failure_timestamp"])


class RecoveryCode(models.Model):
    """Opens the door once for who has lost the phone. Kept as a keyed digest; shown to its owner when it is made."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = BlindIndexField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["staff", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class SignInTicket(models.Model):
    """Twelve digits that one person hands to another, good once and not for long (`sign_in.tickets`). Kept as a keyed
    digest; shown to who issued it when it is made. `issued_by` is null where the shell did."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tickets")
    kind = models.CharField(max_length=8, choices=TicketKind)
    digest = BlindIndexField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(issued_by=F("staff")) | Q(issued_by=None), name="sign_in_ticket_of_another"
            )
        ]

    def __str__(self) -> str:
        return f"ticket {self.pk}"


class StaffSession(AbstractBaseSession):
    """One browser. `staff` is empty until the second factor is done; then the sign-in ends at `expire_date`, or when
    nothing was asked for too long after `seen_at`. Until then `halfway` is whose password was right."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    halfway = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta(AbstractBaseSession.Meta):
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls) -> Any:
        from clinic.sign_in.sessions import SessionStore  # the engine names this model

        return SessionStore


class SignInLane(models.Model):
    """Where somebody failed to sign in under a name (`sign_in.lock_out`). Digests alone: of the lane, of the name."""

    lane = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=64)
    failed_at = models.DateTimeField(help_text="Last judged and wrong.")
    told_at = models.DateTimeField(null=True, help_text="Last line of the book about tries that were turned away.")
    turned_away = models.PositiveIntegerField(default=0, help_text="Since that line.")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["name", "failed_at"], name="sign_in_lanes_of_a_name")]

    def __str__(self) -> str:
        return f"lane {self.lane[:8]}"
