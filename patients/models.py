"""Who, and what happened. Identifiers are sealed; what stays in clear is at most a limited data set
(45 CFR 164.514(e)). Numbers that other systems know a row by are kept as keyed digests."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from audit.domain.uuid7 import uuid7
from audit.fields import (
    BlindIndexField,
    EncryptedCharField,
    EncryptedDateField,
    EncryptedEmailField,
    EncryptedTextField,
)
from clinic.enums import Language, ServiceCategory
from clinic.models import Location, Service
from patients.enums import (
    AppointmentStatus,
    ImportState,
    LeadStage,
    LostReason,
    PersonaReason,
    PersonKind,
    RecordKind,
    RefusalReason,
    Sex,
    TaskKind,
    TaskOutcome,
    TaskState,
)


class Person(models.Model):
    """Whoever can get a message."""

    phi_person = "id"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=PersonKind)

    given_name = EncryptedCharField()
    family_name = EncryptedCharField()
    email = EncryptedEmailField()
    confidential_email = EncryptedEmailField(
        help_text="The only address to use if the patient asked for one (45 CFR 164.522(b))."
    )
    phone = EncryptedCharField()
    street = EncryptedTextField()
    birth_date = EncryptedDateField()
    record_number = EncryptedCharField()
    notes = EncryptedTextField()

    email_key = BlindIndexField()
    confidential_email_key = BlindIndexField()
    phone_key = BlindIndexField()
    record_number_key = BlindIndexField()
    birth_date_key = BlindIndexField()
    birthday_key = BlindIndexField()
    family_key = BlindIndexField(help_text="The whole family name: to notice that a reader has the same one.")
    address_key = BlindIndexField(help_text="Street and postal code, as above.")
    name_keys = ArrayField(models.BigIntegerField(), default=list, editable=False)

    birth_year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1900 stands for 90 and older.")
    sex = models.CharField(max_length=8, choices=Sex, default=Sex.UNKNOWN)
    postal_prefix = models.CharField(max_length=3, blank=True)
    city = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    time_zone = models.CharField(max_length=64, blank=True, help_text="Empty: the clinic's.")
    interests = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    tier = models.CharField(max_length=40, blank=True)
    is_deceased = models.BooleanField("deceased", default=False)
    is_negative_persona = models.BooleanField(
        "not to be marketed to", default=False, help_text="Nothing is sent to them, whatever was signed."
    )
    guardian = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="wards")
    shares_inbox = models.BooleanField(default=False, help_text="Others read this address too.")
    joined_on = models.DateField(null=True, blank=True)

    source = models.CharField(max_length=40, blank=True, editable=False)
    external_key = BlindIndexField()
    content_key = BlindIndexField(help_text="Digest of the imported row: the same row again changes nothing.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "people"
        constraints = (models.UniqueConstraint(fields=["external_key"], name="patients_person_external"),)
        indexes = (
            GinIndex(fields=["name_keys"], name="patients_person_names", fastupdate=False),
            models.Index(fields=["email_key"], name="patients_person_email"),
            models.Index(fields=["phone_key"], name="patients_person_phone"),
            models.Index(fields=["record_number_key"], name="patients_person_record"),
            models.Index(fields=["birth_date_key"], name="patients_person_born"),
            models.Index(fields=["birthday_key"], name="patients_person_birthday"),
            models.Index(fields=["family_key"], name="patients_person_family"),
            models.Index(fields=["address_key"], name="patients_person_address"),
            models.Index(
                fields=["id"],
                condition=models.Q(family_key=None) & ~models.Q(family_name=None)
                | models.Q(address_key=None) & ~models.Q(street=None),
                name="patients_person_no_keys",
            ),
            models.Index(fields=["kind", "birth_year", "sex"], name="patients_person_segment"),
            models.Index(fields=["joined_on"], name="patients_person_joined"),
        )

    def __str__(self) -> str:
        return f"person {self.pk}"


class Appointment(models.Model):
    """A booked time. `starts_at` is UTC; the location's zone says what the patient reads."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    location = models.ForeignKey(Location, models.PROTECT)
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    status = models.CharField(max_length=20, choices=AppointmentStatus, default=AppointmentStatus.BOOKED)
    confirmed_at = models.DateTimeField(
        null=True, editable=False, help_text="When the patient said yes to this time, whatever has become of it."
    )
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_key = BlindIndexField()
    content_key = BlindIndexField(help_text="Digest of the imported row: the same row again changes nothing.")
    imported_status = models.CharField(
        max_length=20, blank=True, editable=False, help_text="What the source said last: news only when it changes."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["external_key"], name="patients_appointment_external"),)
        indexes = (
            models.Index(fields=["starts_at", "status"], name="patients_appointment_day"),
            models.Index(fields=["person", "starts_at"], name="patients_appointment_person"),
        )

    def __str__(self) -> str:
        return f"appointment {self.pk}"


class Visit(models.Model):
    """Something that took place (FHIR Encounter): when, where, and a coarse category. Never a diagnosis."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="visits")
    location = models.ForeignKey(Location, models.PROTECT, null=True, blank=True)
    category = models.CharField(max_length=20, choices=ServiceCategory, default=ServiceCategory.OTHER)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_key = BlindIndexField()
    content_key = BlindIndexField(help_text="Digest of the imported row: the same row again changes nothing.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["external_key"], name="patients_visit_external"),)
        indexes = (
            models.Index(fields=["person", "started_at"], name="patients_visit_person"),
            models.Index(fields=["category", "started_at"], name="patients_visit_category"),
        )

    def __str__(self) -> str:
        return f"visit {self.pk}"


class Procedure(models.Model):
    """Something done during a visit (FHIR Procedure): when it ended and its coarse category."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="procedures")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="procedures")
    category = models.CharField(max_length=20, choices=ServiceCategory, default=ServiceCategory.OTHER)
    ended_at = models.DateTimeField()
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_key = BlindIndexField()
    content_key = BlindIndexField(help_text="Digest of the imported row: the same row again changes nothing.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["external_key"], name="patients_procedure_external"),)
        indexes = (
            models.Index(fields=["category", "ended_at"], name="patients_procedure_category"),
            models.Index(fields=["person", "ended_at"], name="patients_procedure_person"),
        )

    def __str__(self) -> str:
        return f"procedure {self.pk}"


class ConsentClaim(models.Model):
    """What another system says a person chose, with date, source and text version. It permits nothing by itself:
    consent collects it and decides what it is worth."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="consent_claims")
    topic = models.CharField(max_length=40)
    wanted = models.BooleanField()
    given_on = models.DateField(help_text="Clinic-local day of the choice.")
    source = models.CharField(max_length=80, help_text="Where it was given: a form, a paper, a system.")
    text_version = models.CharField(max_length=40)
    claimed_at = models.DateTimeField(default=timezone.now, editable=False)
    collected_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        default_permissions = ("view",)
        constraints = (
            models.UniqueConstraint(
                fields=["person", "topic", "wanted", "given_on", "source", "text_version"],
                name="patients_consent_claim_once",
            ),
        )
        indexes = (
            models.Index(fields=["id"], condition=models.Q(collected_at=None), name="patients_consent_claim_new"),
        )

    def __str__(self) -> str:
        return f"consent claim {self.pk}"


class DeskTask(models.Model):
    """Something the front desk is asked to do (FHIR Task): it changes nothing by itself.

    Of somebody whom nobody has recognised yet there is no `person`, only what they wrote, sealed.
    """

    phi_person = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="desk_tasks")
    kind = models.CharField(max_length=12, choices=TaskKind)
    state = models.CharField(max_length=12, choices=TaskState, default=TaskState.REQUESTED)
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="desk_tasks")
    category = models.CharField(max_length=20, choices=ServiceCategory, blank=True)
    preferred = models.JSONField(
        default=list, help_text='Wished for times: [{"day": "2026-12-01", "part": "morning"}].'
    )
    contact_name = EncryptedCharField()
    contact_email = EncryptedEmailField()
    contact_phone = EncryptedCharField()
    words = EncryptedTextField(help_text="What they wrote.")
    origin = models.CharField(max_length=60, blank=True, help_text="The journey, campaign or page that it came from.")
    once_key = models.CharField(max_length=80, unique=True, help_text="The same request again is the same task.")
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    taken_by = models.CharField(max_length=64, blank=True)
    taken_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=TaskOutcome, blank=True)

    class Meta:
        verbose_name = "task"
        ordering = ("asked_at",)
        default_permissions = ("view", "change")
        indexes = (
            models.Index(
                fields=["asked_at"],
                condition=models.Q(state__in=[TaskState.REQUESTED, TaskState.IN_PROGRESS]),
                name="patients_task_open",
            ),
            models.Index(fields=["person"], name="patients_task_person"),
        )

    def __str__(self) -> str:
        return f"task {self.pk}"


class LeadStep(models.Model):
    """A lead moved on to a stage: rows are added, never changed, and stay when the lead becomes a patient. The latest
    counts; a lead without any is new."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The index below begins with it.
    person = models.ForeignKey(Person, models.PROTECT, related_name="lead_steps", db_index=False)
    stage = models.CharField(max_length=12, choices=LeadStage)
    reason = models.CharField(max_length=16, choices=LostReason, blank=True, help_text="Why they were lost.")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        ordering = ("at", "id")
        default_permissions = ("view", "add")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(stage=LeadStage.LOST) & ~models.Q(reason="")
                | ~models.Q(stage=LeadStage.LOST) & models.Q(reason=""),
                name="patients_lead_lost_has_reason",
            ),
        )
        indexes = (
            models.Index(fields=["person", "at"], name="patients_lead_step_person"),
            models.Index(fields=["stage", "at"], name="patients_lead_step_stage"),
        )

    def __str__(self) -> str:
        return f"lead step {self.pk}"


class PersonaMark(models.Model):
    """Staff marked somebody as not to be marketed to, or took that back, with a reason. `Person.is_negative_persona` is
    what counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="persona_marks")
    is_negative = models.BooleanField()
    reason = models.CharField(max_length=16, choices=PersonaReason)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        ordering = ("at", "id")
        default_permissions = ("view", "add")

    def __str__(self) -> str:
        return f"persona mark {self.pk}"


class ImportRun(models.Model):
    """One pass over files from another system, and what became of each row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.RUNNING)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "import"
        ordering = ("-started_at",)
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportRefusal(models.Model):
    """A row that could not be read, kept with its reason. File names and rows may hold names: sealed."""

    phi_person = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="refusals")
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=RecordKind, blank=True, default="")
    reason = models.CharField(max_length=20, choices=RefusalReason)
    file = EncryptedCharField()
    raw = EncryptedTextField()

    class Meta:
        verbose_name = "refused row"
        ordering = ("run", "line")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"refused row {self.pk}"
