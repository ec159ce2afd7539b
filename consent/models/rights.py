"""What people ask for because it is their right: a dated list with clocks (45 CFR 164.522-528; GDPR 12-21)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from audit.domain.uuid7 import uuid7
from audit.fields import BlindIndexField, EncryptedEmailField, EncryptedTextField
from clinic.enums import Language
from consent.enums import DisclosureKind, Recorded, RightKind, RightsState
from patients.models import Person


class RightsRequest(models.Model):
    """One request. Who asks is what they typed, until staff found the person and are sure of them."""

    phi_person = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=RightKind)
    language = models.CharField(max_length=8, choices=Language)
    name = EncryptedTextField()
    email = EncryptedEmailField()
    words = EncryptedTextField(help_text="What they ask for, in their words.")
    email_key = BlindIndexField()
    name_key = BlindIndexField(help_text="Several who read one address ask each for themselves.")
    reply_to = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", help_text="Stands for the address that was typed."
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="rights_requests")
    state = models.CharField(max_length=12, choices=RightsState, default=RightsState.RECEIVED)
    received_at = models.DateTimeField()
    received_on = models.DateField(help_text="Clinic-local day from which the clock runs.")
    via = models.CharField(max_length=20, choices=Recorded)
    due_on = models.DateField(null=True, help_text="Last clinic-local day to answer.")
    extended_to = models.DateField(null=True, help_text="The one extension that the law allows.")
    mailbox_confirmed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong years of birth before the answer was shown.")
    erases_with = ArrayField(
        models.UUIDField(), default=list, help_text="Others at the address whom an erasure empties, too."
    )

    class Meta:
        default_permissions = ("view", "add", "change")
        ordering = ("due_on", "received_at")
        indexes = (
            models.Index(fields=["due_on"], condition=models.Q(closed_at=None), name="consent_rights_open"),
            models.Index(fields=["email_key"], name="consent_rights_email"),
        )

    def __str__(self) -> str:
        return f"rights request {self.pk}"


class RightsStep(models.Model):
    """What was done about it, by whom and when. Steps are added, never changed."""

    phi_person = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    by = models.UUIDField(null=True, help_text="The member of staff; empty: the person, or a program.")
    what = models.CharField(max_length=40)
    ground = models.CharField(max_length=40, blank=True, help_text="The ground of a denial; how somebody was known.")
    told_to = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", help_text="Who may read it over a link: nobody else ever."
    )
    note = EncryptedTextField(help_text="Why it was extended or denied, what was agreed; in words for the person.")

    class Meta:
        default_permissions = ("view", "add")
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"step {self.pk}"


class Disclosure(models.Model):
    """The clinic told somebody outside about a person, other than for care, payment or its operations and not because
    the person signed for it: what 45 CFR 164.528(b)(2) wants kept of each. Rows are added, never changed."""

    phi_person = "person_id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="disclosures")
    kind = models.CharField(max_length=24, choices=DisclosureKind)
    disclosed_on = models.DateField(help_text="(b)(2)(i) The clinic-local day.")
    recipient = EncryptedTextField(help_text="(b)(2)(ii) Who got it, with the address if known.")
    what = EncryptedTextField(help_text="(b)(2)(iii) What was disclosed, briefly.")
    why = EncryptedTextField(help_text="(b)(2)(iv) What for, or who asked in writing.")
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        default_permissions = ("view", "add")
        indexes = (models.Index(fields=["person", "-disclosed_on"], name="consent_disclosure_person"),)

    def __str__(self) -> str:
        return f"disclosure {self.pk}"


class Erasure(models.Model):
    """A subscriber was erased: kept so that a restored copy can be cleaned again (GDPR 17). No name, no address."""

    person_id = models.UUIDField(primary_key=True)
    request = models.ForeignKey(RightsRequest, models.PROTECT, null=True)
    erased_at = models.DateTimeField()

    class Meta:
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"erasure {self.pk}"
