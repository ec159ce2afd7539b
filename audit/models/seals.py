"""Signed batches of the book, the keys that signed them, who outside was told, and what verifications said.

Append-only, as the book is.

What is signed, and how a chain is read: `audit.domain.seals`.
"""

from django.db import models
from django.db.models.functions import Now

from audit.enums import BookVerdict, SealKind


class Seal(models.Model):
    """All events of `epoch` at positions (transaction id, event id) from `from_…` up to, not including, `until_…`."""

    number = models.BigIntegerField(primary_key=True)
    format = models.PositiveSmallIntegerField(help_text="Which columns of an event were hashed, and how.")
    kind = models.CharField(max_length=16, choices=SealKind)
    epoch = models.UUIDField()
    from_xid = models.BigIntegerField()
    from_id = models.BigIntegerField()
    until_xid = models.BigIntegerField()
    until_id = models.BigIntegerField()
    events = models.PositiveIntegerField()
    total = models.BigIntegerField(help_text="Events of this seal and of all before it.")
    event_ids = models.BinaryField(help_text="In the order sealed; eight bytes each.")
    leaves = models.BinaryField(help_text="Hashes of the events in that order; 32 bytes each.")
    leaves_digest = models.BinaryField(help_text="SHA-256 of the two columns before this one.")
    root = models.BinaryField(help_text="Of the Merkle tree over the leaves (RFC 6962).")
    previous = models.BinaryField(help_text="Hash of the seal before this one.")
    sealed_at = models.DateTimeField(help_text="By the database's clock.")
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField()
    old_key_id = models.CharField(max_length=16, blank=True, help_text="Of a hand-over: the key that gave way.")
    old_signature = models.BinaryField(help_text="Of a hand-over: by the key that gave way.")
    hash = models.BinaryField(help_text="What the next seal calls `previous`.")

    class Meta:
        db_table = "audit_seal"
        default_permissions = ("view",)
        indexes = (models.Index(fields=["epoch", "from_xid", "from_id"], name="audit_seal_position"),)

    def __str__(self) -> str:
        return f"seal {self.pk}"


class SealKey(models.Model):
    """The public half of a key that signed. Being listed here is no reason to trust it."""

    id = models.CharField(max_length=16, primary_key=True)
    public_key = models.BinaryField()
    listed_at = models.DateTimeField()

    class Meta:
        db_table = "audit_seal_key"
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"seal key {self.pk}"


class AnchorReceipt(models.Model):
    """One try to tell an outside place about a seal. `problem` is empty when the place took it."""

    id = models.BigAutoField(primary_key=True)
    place = models.CharField(max_length=200, help_text="Without passwords or tokens.")
    seal = models.BigIntegerField()
    tried_at = models.DateTimeField(db_default=Now(), help_text="Stamped by the database, whatever the row says.")
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "audit_anchor_receipt"
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=["place", "-tried_at", "-id"], name="audit_anchor_receipt_tried"),
            models.Index(fields=["place", "-seal"], name="audit_anchor_receipt_seal"),
        )

    def __str__(self) -> str:
        return f"anchor receipt {self.pk}"


class Verification(models.Model):
    """What the auditor's process found when it read the book against its seals: the application cannot write it."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now(), help_text="Stamped by the database, whatever the row says.")
    verdict = models.CharField(max_length=12, choices=BookVerdict)
    words = models.CharField(max_length=300)
    seals = models.BigIntegerField()
    events = models.BigIntegerField()
    unsealed = models.BigIntegerField()
    anchors = models.PositiveIntegerField(help_text="How many of those kept outside were compared.")
    unread = models.CharField(max_length=300, blank=True, help_text="Anchors that could not be read, and why.")
    bad_seal = models.BigIntegerField(null=True)
    bad_event = models.BigIntegerField(null=True)

    class Meta:
        db_table = "audit_verification"
        default_permissions = ()
        indexes = (models.Index(fields=["-at", "-id"], name="audit_verification_at"),)

    def __str__(self) -> str:
        return f"verification {self.pk}"
