"""What the public page took in and nobody has looked at yet, and the sign-up forms that it offers."""

from django.db import models

from audit.domain.uuid7 import uuid7
from audit.fields import EncryptedTextField
from clinic.enums import Language
from consent.enums import DoorstepKind, OptInMode, SignUpPlace


class SignUpForm(models.Model):
    """A form on which somebody asks for the newsletter: the page, or a list at a booth or an event (R34-R36)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    place = models.CharField(max_length=8, choices=SignUpPlace, default=SignUpPlace.PAGE)
    mode = models.CharField(max_length=8, choices=OptInMode, default=OptInMode.DOUBLE)
    title_en = models.CharField("title", max_length=120)
    title_zh_hant = models.CharField("title, 繁體中文", max_length=120, blank=True)
    title_zh_hans = models.CharField("title, 简体中文", max_length=120, blank=True)
    is_open = models.BooleanField("open", default=True)
    created_at = models.DateTimeField()

    class Meta:
        default_permissions = ("view", "add", "change")
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug


class Posted(models.Model):
    """Something that was pushed through the letter box: taken up by a task, so that the page answers everybody alike.

    `content` is JSON as the page took it in; it is emptied when it has been seen to.
    """

    phi_person = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=DoorstepKind)
    language = models.CharField(max_length=8, choices=Language)
    content = EncryptedTextField()
    posted_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=80, blank=True, help_text="The kind of problem; never what was posted.")

    class Meta:
        verbose_name_plural = "posted"
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=["posted_at"], condition=models.Q(handled_at=None), name="consent_posted_waiting"),
        )

    def __str__(self) -> str:
        return f"posted {self.pk}"
