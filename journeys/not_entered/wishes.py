"""Journeys that follow what somebody asked for or signed."""

from journeys.not_entered.question import Question


def lead(asked: Question) -> str:
    moments = asked.known.asked_to_know_the_clinic()
    if not moments:
        return "Never asked to get to know the clinic, or did not confirm it."
    near = any(asked.window.after < moment <= asked.window.until for moment in moments)
    return "" if near else f"Asked more than {asked.days_back} days ago."


def seminar(asked: Question) -> str:
    near = any(asked.window.after < begins <= asked.window.until for begins in asked.known.seminars)
    return "" if near else "Has no place at a seminar that is near."


def authorization_ending(asked: Question) -> str:
    near = any(asked.after < day <= asked.until for day in asked.known.permissions_end_on())
    return "" if near else "No signed permission ends soon."
