"""Care guides: drafts, versions that stay, what the library brings, the page of their editor."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from campaigns.care_guides import guide_for
from campaigns.domain.guide_texts import GuideDraft
from campaigns.models import CareGuide
from campaigns.operations import care_guides, library
from campaigns.operations.templates import CannotPublish
from clinic.enums import Role
from clinic.models import Staff
from tests.campaigns.scenes import BY, NOW, open_clinic
from tests.staff_sign_in import sign_in

pytestmark = pytest.mark.django_db

DENTAL = GuideDraft("dental", "en", "After your visit to the dentist", "### Rest\n\nIt helps.")


def _published(draft: GuideDraft) -> CareGuide:
    written = care_guides.write_draft(draft=draft, by=BY, now=NOW)
    return care_guides.publish_draft(guide_id=written.pk, by=BY, now=NOW)


def test_draft_is_written_over_and_nobody_reads_it() -> None:
    first = care_guides.write_draft(draft=DENTAL, by=BY, now=NOW)
    again = care_guides.write_draft(draft=GuideDraft("dental", "en", "Other", "Other"), by=BY, now=NOW)
    assert (first.pk, again.title) == (again.pk, "Other")
    assert guide_for("dental", "en") is None


def test_published_guide_never_changes_and_a_new_version_takes_its_place() -> None:
    open_clinic()
    first = _published(DENTAL)
    for change in (CareGuide.objects.filter(pk=first.pk).update, lambda **_: first.delete()):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            change(title="Other")
    second = _published(GuideDraft("dental", "en", "After the dentist", "### Rest\n\nStill."))
    assert second.number == first.number + 1
    assert guide_for("dental", "en") == second


def test_guide_that_names_somebody_is_not_published() -> None:
    open_clinic()
    written = care_guides.write_draft(draft=GuideDraft("dental", "en", "After", "MRN 123456"), by=BY, now=NOW)
    with pytest.raises(CannotPublish):
        care_guides.publish_draft(guide_id=written.pk, by=BY, now=NOW)


def test_library_leaves_a_guide_of_the_clinic_alone() -> None:
    open_clinic()
    library.install(by=BY, now=NOW)
    shipped = CareGuide.objects.count()
    own = _published(DENTAL)
    assert library.install(by=BY, now=NOW) == 0
    assert (guide_for("dental", "en"), CareGuide.objects.count()) == (own, shipped + 1)


def test_library_brings_a_new_version_of_a_guide_of_its_own() -> None:
    open_clinic()
    draft = care_guides.write_draft(draft=DENTAL, by=library.BY_LIBRARY, now=NOW)
    care_guides.publish_draft(guide_id=draft.pk, by=library.BY_LIBRARY, now=NOW)
    library.install(by=BY, now=NOW)
    newer = guide_for("dental", "en")
    assert newer is not None
    assert (newer.number, newer.title) == (draft.number + 1, "After your dental treatment")


def _desk(client: Client, role: str) -> Client:
    open_clinic()
    return sign_in(client, Staff.objects.create(username=uuid4().hex, role=role, is_staff=True))


def test_editor_saves_says_what_speaks_against_it_and_publishes(client: Client) -> None:
    desk = _desk(client, Role.ADMINISTRATOR)
    told: dict[str, Any] = {"category": "dental", "language": "en", "title": "After", "body": "# Rest"}
    desk.post(reverse("admin:campaigns_careguide_add"), {**told, "_publish": "1"})
    guide = CareGuide.objects.get(published_at=None)
    page = reverse("admin:campaigns_careguide_change", args=[guide.pk])
    assert "Begin headings with" in desk.get(page).content.decode()
    desk.post(page, {"title": "After", "body": "### Rest\n\nIt <helps>.", "_publish": "1"})
    guide.refresh_from_db()
    assert guide.published_at is None
    desk.post(page, {"title": "After", "body": "### Rest\n\nIt **helps**.", "_publish": "1"})
    guide.refresh_from_db()
    assert guide.published_at is not None
    shown = desk.get(page).content.decode()
    assert "<strong>helps</strong>" in shown
    assert "Write a new version" in shown
    begun = desk.get(reverse("admin:campaigns_careguide_add") + "?category=dental&language=en").content.decode()
    assert "It **helps**." in begun


@pytest.mark.parametrize(("role", "status"), [(Role.FRONT_DESK, 403), (Role.CLINICIAN, 200), (Role.ADMINISTRATOR, 200)])
def test_who_may_write_a_guide(client: Client, role: str, status: int) -> None:
    assert _desk(client, role).get(reverse("admin:campaigns_careguide_add")).status_code == status
