"""The queue of unusual reads. Looking at it is in the book; an answer is one call of `signing_off.sign_off`."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html

from audit import ledger
from audit.domain.actors import Actor
from audit.domain.review_reasons import reason
from audit.enums import AuditWord, PurposeOfUse, ReviewVerdict
from audit.models import ReviewCase
from audit.review import shown_cases
from audit.review.signing_off import OwnReads, SignedOffAlready, sign_off

QUEUE = "admin:audit_reviewcase_changelist"


class SignOffForm(forms.Form):
    verdict = forms.ChoiceField(label="Your answer", choices=ReviewVerdict, widget=forms.RadioSelect)
    note = forms.CharField(
        label="What you found out",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text="Kept sealed. Whoever looks at this case reads it, and that is in the access book.",
    )


class StateFilter(admin.SimpleListFilter):
    """Open ones unless something else is asked for."""

    title, parameter_name = "state", "state"

    def lookups(self, request: HttpRequest, page: Any) -> list[tuple[str, str]]:
        return [("signed-off", "Signed off"), ("all", "All")]

    def queryset(self, request: HttpRequest, cases: QuerySet[ReviewCase]) -> QuerySet[ReviewCase]:
        match self.value():
            case "all":
                return cases
            case "signed-off":
                return cases.exclude(decided_at=None)
        return cases.filter(decided_at=None)

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": "Open"}
        yield from others


@admin.register(ReviewCase)
class ReviewCaseAdmin(admin.ModelAdmin):
    list_display = ("what", "who", "why", "reads", "when", "state")
    list_display_links = ("what",)
    list_filter: ClassVar = (StateFilter, "rule", "verdict")
    ordering = ("decided_at", "-last_at")
    list_per_page = 50
    show_full_result_count = False
    actions = ("sign_off_together",)

    @admin.display(description="What", ordering="rule")
    def what(self, case: ReviewCase) -> str:
        return case.get_rule_display()

    @admin.display(description="Reader")
    def who(self, case: ReviewCase) -> str:
        return str(case.reader)  # type: ignore[attr-defined]

    @admin.display(description="Why it is here")
    def why(self, case: ReviewCase) -> str:
        return reason(case.rule, case.reads, case.facts)

    @admin.display(description="Last read", ordering="last_at")
    def when(self, case: ReviewCase) -> str:
        return f"{timezone.localtime(case.last_at):%-d %b %Y, %H:%M}"

    @admin.display(description="State", ordering="decided_at")
    def state(self, case: ReviewCase) -> str:
        pill = "held" if not case.decided_at else "no" if case.verdict in shown_cases.BAD else "yes"
        return format_html('<span class="desk-pill {}">{}</span>', pill, case.get_verdict_display() or "Open")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        shown_cases.name_readers(changelist.result_list)
        return changelist

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """What shows cases is a reading. An answer that leads on to the queue is not: it has a line of its own."""
        response: HttpResponse = super().changelist_view(request, extra_context)
        if response.status_code == HTTPStatus.OK:
            _note_reading(request, [], {})
        return response

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewCase]:
        return super().get_queryset(request).defer("note")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One case: why, the events behind it, and what was answered or is to be answered."""
        case = self.get_object(request, object_id)
        if not self.has_view_permission(request):
            raise PermissionDenied
        if case is None:
            raise Http404
        form = SignOffForm(request.POST or None)
        if request.method == "POST" and self._is_signed_off(request, [case.pk], form):
            return redirect(QUEUE)
        actor = _actor(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Unusual read",
            "form": form,
            "may_sign_off": self.has_change_permission(request) and str(case.staff_id) != actor.id,
            "shown": shown_cases.shown(case, by=actor, page=request.GET.get("page")),
        }
        return TemplateResponse(request, "audit/review/case.html", context)

    @admin.action(description="Sign off together", permissions=["change"])
    def sign_off_together(self, request: HttpRequest, cases: QuerySet[ReviewCase]) -> HttpResponse | None:
        """Cases of one kind, with one note. Asks first."""
        chosen = list(cases.only("rule", "staff_id").order_by("pk"))
        if len({case.rule for case in chosen}) != 1:
            messages.error(request, "Choose cases of one kind: one answer has to fit all of them.")
            return None
        form = SignOffForm(request.POST if "verdict" in request.POST or "asked" in request.POST else None)
        if form.is_bound and self._is_signed_off(request, [case.pk for case in chosen], form):
            return redirect(QUEUE)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Sign off together",
            "form": form,
            "chosen": chosen,
            "rule": chosen[0].get_rule_display(),
            "action": "sign_off_together",
        }
        return TemplateResponse(request, "audit/review/together.html", context)

    def _is_signed_off(self, request: HttpRequest, case_ids: list[UUID], form: SignOffForm) -> bool:
        """Whether the form is done with; else it says what is missing."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if not form.is_valid():
            return False
        try:
            done = sign_off(by=_actor(request), now=timezone.now(), case_ids=case_ids, **form.cleaned_data)
        except (OwnReads, SignedOffAlready) as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Signed off." if len(done) == 1 else f"{len(done)} cases are signed off.")
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _actor(request: HttpRequest) -> Actor:
    user: Any = request.user
    return Actor.staff(user.pk, user.role)


def _note_reading(request: HttpRequest, people: list[UUID], details: dict[str, str]) -> None:
    ledger.record_read(
        word=AuditWord.AUDIT,
        actor=_actor(request),
        purpose=PurposeOfUse.OPERATIONS,
        people=people,
        fields=("audit.reviewcase",),
        details=details,
    )
