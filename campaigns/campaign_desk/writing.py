"""Writing a campaign down, and changing a draft."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from campaigns.domain.campaigns import MOST_HELD_OUT, PURPOSES
from campaigns.enums import SeminarState
from campaigns.models import Campaign, MessageTemplate, Segment, Seminar
from campaigns.operations import campaigns
from campaigns.operations.campaigns import CannotDo, Draft
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show

_MOMENT = "%Y-%m-%dT%H:%M"


def _moment(label: str, help_text: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[_MOMENT], help_text=help_text)


class CampaignForm(forms.Form):
    name = forms.CharField(max_length=120, help_text="For staff; readers do not see it.")
    slug = forms.SlugField(
        label="Short name", max_length=60, help_text="Letters, digits and hyphens, such as we-moved."
    )
    template = forms.ModelChoiceField(
        MessageTemplate.objects.none(), label="Text", to_field_name="slug", empty_label="Please choose",
        help_text="Published texts that may be sent to a group: news, offers, practical information.",
    )  # fmt: skip
    segment = forms.ModelChoiceField(
        Segment.objects.all(), label="To whom", to_field_name="slug", empty_label="Please choose",
        help_text="Its rules count as they are when it is approved; its people, when it begins.",
    )  # fmt: skip
    seminar = forms.ModelChoiceField(
        Seminar.objects.none(), label="Invites to", to_field_name="slug", empty_label="No seminar", required=False,
        help_text="For texts with {{ link.seminar }}. Only seminars that are open for registration.",
    )  # fmt: skip
    starts_at = _moment("Begins", "On the clinic’s clock. It leaves in open hours only.")
    ends_at = _moment("Too late after", "Whoever has not got it by then does not get it.")
    throttle = forms.IntegerField(
        label="At most in an hour", min_value=0, max_value=1_000_000, initial=0, help_text="0: as fast as it goes."
    )
    control_share = forms.IntegerField(
        label="Held out, per cent", min_value=0, max_value=MOST_HELD_OUT, initial=0,
        help_text="So many of a hundred, chosen by lot, get nothing: they show what would have happened anyway.",
    )  # fmt: skip

    def __init__(self, *args: Any, campaign_id: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign_id = campaign_id
        texts = MessageTemplate.objects.filter(purpose__in=sorted(PURPOSES), versions__published_at__isnull=False)
        self.fields["template"].queryset = texts.distinct()  # type: ignore[attr-defined]
        self.fields["seminar"].queryset = Seminar.objects.filter(state=SeminarState.OPEN)  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        others = Campaign.objects.exclude(pk=self.campaign_id) if self.campaign_id else Campaign.objects.all()
        if others.filter(slug=slug).exists():
            raise forms.ValidationError("Another campaign has this short name.")
        return slug

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("starts_at") and told.get("ends_at") and told["ends_at"] <= told["starts_at"]:
            self.add_error("ends_at", "That lies before its beginning.")
        return told

    @property
    def draft(self) -> Draft:
        told = dict(self.cleaned_data)
        text, segment, seminar = told.pop("template"), told.pop("segment"), told.pop("seminar")
        named = {
            "template_slug": text.slug,
            "segment_slug": segment.slug,
            "seminar_slug": seminar.slug if seminar else "",
        }
        return Draft(**named, **told)


@desk_page("campaigns.add_campaign")
def new(request: HttpRequest) -> HttpResponse:
    return _write(request, CampaignForm(request.POST or None), None, "New campaign")


@desk_page("campaigns.change_campaign")
def edit(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.select_related("template", "segment"), pk=campaign_id)
    initial = {name: getattr(campaign, name) for name in CampaignForm.base_fields}
    initial |= {"template": campaign.template.slug, "segment": campaign.segment.slug}
    initial["seminar"] = campaign.seminar.slug if campaign.seminar else ""
    form = CampaignForm(request.POST or None, initial=initial, campaign_id=campaign_id)
    return _write(request, form, campaign, f"Change {campaign.name}")


def _write(request: HttpRequest, form: CampaignForm, campaign: Campaign | None, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        campaign_id = campaign.pk if campaign else None
        try:
            written = campaigns.write_draft(
                draft=form.draft, by=staff_actor(request), now=timezone.now(), campaign_id=campaign_id
            )
        except CannotDo as refused:
            messages.error(request, " ".join(refused.problems))
            return redirect("admin:desk-campaign", campaign_id)
        messages.success(request, "Written down. Somebody else has to approve it before it can be scheduled.")
        return redirect("admin:desk-campaign", written.pk)
    return show(request, "campaigns/desk/campaign_form.html", title=title, form=form, campaign=campaign)
