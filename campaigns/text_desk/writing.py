"""The page of one version: a draft is written there, and read by whoever publishes it; what is published is read."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.domain import texts
from campaigns.domain.placeholders import CATALOGUE
from campaigns.domain.ready_blocks import blocks
from campaigns.domain.texts import Draft
from campaigns.guard_exceptions import draft_of
from campaigns.models import MessageTemplate, TemplateVersion
from campaigns.operations import text_trials
from campaigns.operations.templates import CannotPublish, publish_draft, write_draft
from campaigns.text_desk.changed import changed_since_the_last
from campaigns.text_desk.found import found_in
from campaigns.text_desk.pages import in_languages, waiting_or_granted
from clinic.denials import NotForThisRole
from clinic.desk import staff_actor
from clinic.desk_pages import desk_page, show
from clinic.enums import Channel, Language
from clinic.staff_names import called


class DraftForm(forms.Form):
    subject = forms.CharField(
        max_length=120,
        required=False,
        help_text="Whoever sees the screen sees it: neutral words, no placeholder.",
    )
    preheader = forms.CharField(
        max_length=160, required=False, help_text="The line after the subject in an inbox. The same holds for it."
    )
    body = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "true"}),
        required=False,
        help_text="Markdown: **bold**, ## heading, - list, [words](address). A link alone on its line is a button.",
    )


@desk_page("campaigns.view_templateversion")
@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    if request.method == "POST" and not request.user.has_perm("campaigns.change_templateversion"):
        raise NotForThisRole("campaigns.change_templateversion")
    found = get_object_or_404(TemplateVersion.objects.select_related("template"), pk=version_id)
    return _saved(request, found) if request.method == "POST" else _page(request, found)


@desk_page("campaigns.add_templateversion")
@require_POST
def begin(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """The draft in a language: one that is there, or a new one that begins with what is published."""
    text = get_object_or_404(MessageTemplate, pk=template_id)
    language = request.POST.get("language", "")
    if language not in Language.values:
        messages.error(request, "Nothing was begun: the form did not say in which language.")
        return redirect("admin:desk-texts")
    versions = text.versions.filter(language=language)
    draft = versions.filter(published_at=None).first()
    if draft is None:
        latest = versions.order_by("-number").first()
        begun = draft_of(latest) if latest else Draft(language, "", "", "")
        draft = write_draft(template_id=text.pk, draft=begun, by=staff_actor(request), now=timezone.now())
    return redirect("admin:desk-text-version", draft.pk)


@desk_page("campaigns.publish_templateversion")
@require_POST
def publish(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """By somebody else than its author."""
    get_object_or_404(TemplateVersion.objects.only("pk"), pk=version_id)
    try:
        publish_draft(version_id=version_id, by=staff_actor(request), now=timezone.now())
    except CannotPublish as cannot:
        for problem in cannot.problems:
            messages.error(request, problem)
    else:
        messages.success(request, "Published. From now on this text is sent.")
    return redirect("admin:desk-text-version", version_id)


@desk_page("campaigns.change_templateversion")
@require_POST
def send_to_oneself(request: HttpRequest, version_id: UUID) -> HttpResponse:
    get_object_or_404(TemplateVersion.objects.only("pk"), pk=version_id)
    try:
        text_trials.send_to_oneself(version_id=version_id, by=staff_actor(request), now=timezone.now())
    except text_trials.CannotTry as cannot:
        messages.error(request, cannot.problem)
    else:
        messages.success(request, "On its way to your own address, marked [Test].")
    return redirect("admin:desk-text-version", version_id)


def _saved(request: HttpRequest, found: TemplateVersion) -> HttpResponse:
    form = DraftForm(request.POST)
    if found.published_at is not None:
        messages.error(request, "This version is published and stays as it is: begin a new one.")
        return redirect("admin:desk-text-version", found.pk)
    if not form.is_valid():
        return _page(request, found, form)
    told = form.cleaned_data
    draft = Draft(found.language, told["subject"], told["preheader"], told["body"])
    write_draft(template_id=found.template_id, draft=draft, by=staff_actor(request), now=timezone.now())
    messages.success(request, "Saved. Nothing of it is sent before somebody else publishes it.")
    return redirect("admin:desk-text-version", found.pk)


def _page(request: HttpRequest, found: TemplateVersion, form: DraftForm | None = None) -> HttpResponse:
    text, draft = found.template, draft_of(found)
    versions = list(text.versions.only("template_id", "language", "number", "published_at", "published_by"))
    history = [one for one in versions if one.language == found.language]
    is_draft = found.published_at is None
    context: dict[str, Any] = {"problems": [], "findings": []}
    if is_draft:
        context["problems"] = texts.faults(draft, purpose=text.purpose, channel=text.channel)
        context["findings"] = found_in(draft, waiting_or_granted(found))
    open_ones = [one for one in context["findings"] if not (one.asked and one.asked.answer)]
    published_by = found.published_by.rpartition(":")[2]
    names = called({found.written_by, published_by} - {""})
    return show(
        request,
        "campaigns/texts/version.html",
        title=f"{text.name}, {found.get_language_display()}",
        version=found,
        text=text,
        is_sms=text.channel == Channel.SMS,
        is_draft=is_draft,
        form=form or DraftForm(initial={"subject": draft.subject, "preheader": draft.preheader, "body": draft.body}),
        languages=list(in_languages(sorted(versions, key=lambda one: one.number))),
        history=history,
        changed=changed_since_the_last(found),
        author=names.get(found.written_by, ""),
        publisher=names.get(published_by, ""),
        is_author=found.written_by == str(staff_actor(request).id),
        is_ready=is_draft and not context["problems"] and not open_ones,
        placeholders=CATALOGUE.values(),
        blocks=blocks(found.language),
        **context,
    )
