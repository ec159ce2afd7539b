"""What the desk is asked to do: the list, one task, and what becomes of it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.enums import AuditWord
from clinic.desk import purpose_of_use, staff_actor
from clinic.desk_pages import desk_page, show
from clinic.journey_names import journey_names
from patients.desk.revealed import CLEAR, FOUND, details_of
from patients.desk.tasks_shown import lines_of, shown
from patients.enums import PersonKind, TaskOutcome
from patients.models import DeskTask, Person
from patients.operations import desk_tasks
from patients.queries import find_people

LISTED = 200
_DONE_STAYS = timedelta(days=30)
_DOORS = {"book": "the public page", "sms": "a text message"}
_SEEN_TO = "A colleague has seen to this task meanwhile."


@desk_page("patients.view_desktask")
@require_safe
def to_do(request: HttpRequest) -> HttpResponse:
    """Open tasks, the most urgent first; with `?done=1` those that were ended within thirty days."""
    now, is_done = timezone.now(), request.GET.get("done") == "1"
    rows = DeskTask.objects.select_related("person")
    rows = (
        rows.filter(ended_at__gte=now - _DONE_STAYS).order_by("-ended_at")
        if is_done
        else rows.filter(state__in=desk_tasks.OPEN).order_by(F("due_at").asc(nulls_last=True), "asked_at")
    )
    lines = lines_of(list(rows[:LISTED]), by=staff_actor(request), purpose=purpose_of_use(request), now=now)
    return show(request, "patients/desk/to_do.html", title="To do", lines=lines, is_done=is_done, most=LISTED)


@desk_page("patients.view_desktask")
@require_safe
def task(request: HttpRequest, desk_task_id: UUID) -> HttpResponse:
    rows = DeskTask.objects.select_related("person", "appointment__location")
    one = get_object_or_404(rows, pk=desk_task_id)
    told = shown(one, by=staff_actor(request), purpose=purpose_of_use(request), now=timezone.now())
    return show(
        request,
        "patients/desk/task.html",
        title="Task",
        told=told,
        line=told.line,
        one=one,
        outcomes=TaskOutcome.choices,
        came_from=_came_from(one.origin),
    )


def _came_from(origin: str) -> str:
    """In words; what a journey's message asked for is told by the journey's name."""
    if not origin:
        return ""
    slug = origin.removeprefix("journey:")
    return _DOORS.get(origin) or journey_names([slug])[slug]


@desk_page("patients.change_desktask")
@require_POST
def act(request: HttpRequest, desk_task_id: UUID) -> HttpResponse:
    """Taken, put back or done; back to the task, and from what is done to the list."""
    get_object_or_404(DeskTask.objects.only("pk"), pk=desk_task_id)
    does, now = _ACTS.get(request.POST.get("do", "")), timezone.now()
    if does is None:
        return redirect("admin:desk-task", desk_task_id=desk_task_id)
    try:
        return does(request, desk_task_id, now)
    except desk_tasks.TaskEnded:
        messages.error(request, _SEEN_TO)
        return redirect("admin:desk-to-do")


@desk_page("patients.change_desktask")
@require_http_methods(["GET", "POST"])
def who(request: HttpRequest, desk_task_id: UUID) -> HttpResponse:
    """Whose record it is: patients at the address or number that was typed. Choosing one is staff's."""
    one = get_object_or_404(DeskTask.objects.select_related("person"), pk=desk_task_id)
    if request.method == "POST":
        return _recognised(request, one)
    told = shown(one, by=staff_actor(request), purpose=purpose_of_use(request), now=timezone.now())
    people = _at_the_address(told.typed["contact_email"], told.typed["contact_phone"])
    found = details_of(
        people, FOUND, by=staff_actor(request), purpose=purpose_of_use(request), beside=CLEAR, word=AuditWord.SEARCH
    )
    return show(
        request,
        "patients/desk/task_who.html",
        title="Who is it?",
        one=one,
        told=told,
        line=told.line,
        found=[(person, found[person.pk]) for person in people],
    )


def finish_from(request: HttpRequest, outcome: TaskOutcome) -> None:
    """After a booking that began at a task (`?task=`): that is done, too. An id of nothing is no matter."""
    try:
        task_id = UUID(request.GET.get("task", ""))
        desk_tasks.finish(by=staff_actor(request), now=timezone.now(), task_id=task_id, outcome=outcome)
    except (ValueError, DeskTask.DoesNotExist):  # `TaskEnded` is a ValueError: a colleague was first
        return
    messages.success(request, "The task is done.")


def _take(request: HttpRequest, task_id: UUID, now: datetime) -> HttpResponse:
    desk_tasks.take(by=staff_actor(request), now=now, task_id=task_id)
    return redirect("admin:desk-task", desk_task_id=task_id)


def _put_back(request: HttpRequest, task_id: UUID, now: datetime) -> HttpResponse:
    desk_tasks.put_back(by=staff_actor(request), now=now, task_id=task_id)
    return redirect("admin:desk-to-do")


def _finish(request: HttpRequest, task_id: UUID, now: datetime) -> HttpResponse:
    outcome = request.POST.get("outcome", "")
    if outcome not in TaskOutcome.values:
        messages.error(request, "Say what came of it.")
        return redirect("admin:desk-task", desk_task_id=task_id)
    desk_tasks.finish(by=staff_actor(request), now=now, task_id=task_id, outcome=outcome)
    messages.success(request, "The task is done.")
    return redirect("admin:desk-to-do")


_ACTS: Mapping[str, Callable[[HttpRequest, UUID, datetime], HttpResponse]] = {
    "take": _take,
    "put-back": _put_back,
    "finish": _finish,
}


class _WhoForm(forms.Form):
    person = forms.ModelChoiceField(Person.objects.exclude(kind=PersonKind.SUBSCRIBER).only("pk"))


def _recognised(request: HttpRequest, one: DeskTask) -> HttpResponse:
    form = _WhoForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the records.")
        return redirect("admin:desk-task-who", desk_task_id=one.pk)
    try:
        desk_tasks.recognise(
            by=staff_actor(request), now=timezone.now(), task_id=one.pk, person_id=form.cleaned_data["person"].pk
        )
    except desk_tasks.TaskEnded:
        messages.error(request, _SEEN_TO)
    return redirect("admin:desk-task", desk_task_id=one.pk)


def _at_the_address(email: str, phone: str) -> list[Person]:
    """Not the subscriber that every address typed into a public form has."""
    found: dict[UUID, Person] = {}
    for kind, value in (("email", email), ("phone", phone)):
        people = find_people(kind, value) if value else Person.objects.none()  # type: ignore[arg-type]
        found |= {person.pk: person for person in people.exclude(kind=PersonKind.SUBSCRIBER).order_by("pk")[:10]}
    return list(found.values())


urlpatterns = [
    path("to-do/", to_do, name="desk-to-do"),
    path("to-do/<uuid:desk_task_id>/", task, name="desk-task"),
    path("to-do/<uuid:desk_task_id>/act/", act, name="desk-task-act"),
    path("to-do/<uuid:desk_task_id>/who/", who, name="desk-task-who"),
]
