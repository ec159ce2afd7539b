"""One-off campaigns, and who was in their audience when it was taken."""

from django.db import models
from django.db.models import F, Q

from audit.domain.uuid7 import uuid7
from campaigns.enums import NOT_APPROVED, Arm, CampaignState
from campaigns.models.messages import Message, MessageTemplate, Segment
from campaigns.models.seminars import Seminar
from clinic.enums import Channel
from patients.models import Person


class Campaign(models.Model):
    """One text to one audience, once. What was approved stays as it is: `rules` and `texts` are copies.

    States follow `campaigns.enums.CAMPAIGN_ARROWS`; the database refuses the rest.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    template = models.ForeignKey(MessageTemplate, models.PROTECT, verbose_name="text")
    segment = models.ForeignKey(Segment, models.PROTECT)
    seminar = models.ForeignKey(
        Seminar, models.PROTECT, null=True, blank=True, db_index=False, help_text="What it invites to."
    )
    channel = models.CharField(max_length=8, choices=Channel)
    starts_at = models.DateTimeField("begins")
    ends_at = models.DateTimeField("too late after")
    throttle = models.PositiveIntegerField("at most in an hour", default=0, help_text="0: as fast as it goes.")
    control_share = models.PositiveSmallIntegerField(
        "held out, per cent",
        default=0,
        help_text="So many of a hundred get nothing, and show what would have happened without it. At most 50.",
    )
    state = models.CharField(max_length=12, choices=CampaignState, default=CampaignState.DRAFT)
    why = models.CharField(max_length=40, blank=True, help_text="Why it is paused, where nobody paused it.")
    written_by = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    approved_by = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True)
    rules = models.JSONField(default=list, blank=True, help_text="The segment's rules when it was approved.")
    texts = models.JSONField(default=list, blank=True, help_text="The versions of the text that were approved.")
    audience_at = models.DateTimeField(null=True, help_text="When its audience was taken.")
    audience_number = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-written_at", "-id")
        default_permissions = ("view", "add", "change", "approve", "measure")
        constraints = (
            models.CheckConstraint(condition=~Q(approved_by=F("written_by")), name="campaigns_campaign_second_person"),
            models.CheckConstraint(
                condition=Q(state__in=NOT_APPROVED) | (~Q(approved_by="") & Q(approved_at__isnull=False)),
                name="campaigns_campaign_approved",
            ),
            models.CheckConstraint(condition=Q(control_share__lte=50), name="campaigns_campaign_control"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="campaigns_campaign_ends"),
        )
        indexes = (
            models.Index(
                fields=["starts_at"],
                condition=Q(state__in=[CampaignState.SCHEDULED, CampaignState.SENDING, CampaignState.PAUSED]),
                name="campaigns_campaign_going",
            ),
        )

    def __str__(self) -> str:
        return self.name


class CampaignMember(models.Model):
    """Somebody who was in the audience when it was taken: a message, or why there is none."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The unique key below begins with it.
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="members", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    arm = models.CharField(max_length=8, choices=Arm)
    message = models.OneToOneField(Message, models.PROTECT, null=True, related_name="campaign_member")
    reason = models.CharField(max_length=40, blank=True, help_text="Why nobody planned a message.")
    not_before = models.DateTimeField(null=True, help_text="When the weekly cap has room.")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ("view",)
        constraints = (
            models.UniqueConstraint(fields=["campaign", "person"], name="campaigns_member_once"),
            models.CheckConstraint(
                condition=Q(arm=Arm.SENT) | Q(message=None), name="campaigns_member_held_out_gets_nothing"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, message=None, reason="")
                | (Q(settled_at__isnull=False) & (Q(message__isnull=False) | ~Q(reason=""))),
                name="campaigns_member_settled",
            ),
        )
        indexes = (
            models.Index(
                fields=["campaign", "id"],
                condition=Q(settled_at=None, arm=Arm.SENT),
                name="campaigns_member_pending",
            ),
        )

    def __str__(self) -> str:
        return f"campaign member {self.pk}"
