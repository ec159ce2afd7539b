"""Journeys that follow what somebody asked for or signed."""

from consent.enums import AuthorizationState, OptInMode, Topic
from consent.models import Authorization, OptIn, Preference
from journeys.not_entered.question import Question


def lead(asked: Question) -> str:
    said = Preference.objects.filter(person=asked.person, topic=Topic.INTRODUCTION, wanted=True)
    forms = OptIn.objects.filter(person=asked.person, topic=Topic.INTRODUCTION)
    moments = [
        *said.values_list("recorded_at", flat=True),
        *(form.confirmed_at or form.asked_at for form in forms if form.confirmed_at or form.mode == OptInMode.SINGLE),
    ]
    if not moments:
        return "Never asked to get to know the clinic, or did not confirm it."
    near = any(asked.window.after < moment <= asked.window.until for moment in moments)
    return "" if near else f"Asked more than {asked.days_back} days ago."


def authorization_ending(asked: Question) -> str:
    standing = Authorization.objects.filter(person=asked.person, state=AuthorizationState.ACTIVE, defect="")
    ends = standing.filter(superseded_by=None, expires_on__gt=asked.after, expires_on__lte=asked.until)
    return "" if ends.exists() else "No signed permission ends soon."
