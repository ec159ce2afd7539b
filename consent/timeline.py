"""A person's choices, opt-ins and papers as lines of their history."""

from collections.abc import Iterator
from uuid import UUID

from clinic.domain.desk import tells_of
from clinic.domain.timeline import TimelineEntry
from consent.enums import Recorded
from consent.models import Authorization, OptIn, Preference, RiskAcknowledgement

_KIND = "consent"


@tells_of("consent.preference", "consent.optin", "consent.authorization", "consent.riskacknowledgement")
def entries(person_id: UUID) -> list[TimelineEntry]:
    """Four queries, whatever there is."""
    return [*_choices(person_id), *_opt_ins(person_id), *_papers(person_id), *_risk(person_id)]


def _choices(person_id: UUID) -> Iterator[TimelineEntry]:
    for choice in Preference.objects.filter(person_id=person_id):
        verb = "Switched on" if choice.wanted else "Switched off"
        yield TimelineEntry(
            choice.recorded_at, _KIND, f"{verb}: {choice.get_topic_display()}", choice.get_via_display()
        )


def _opt_ins(person_id: UUID) -> Iterator[TimelineEntry]:
    for opt_in in OptIn.objects.filter(person_id=person_id):
        topic = opt_in.get_topic_display()
        yield TimelineEntry(opt_in.asked_at, _KIND, f"Asked for: {topic}", opt_in.get_via_display())
        if opt_in.confirmed_at:
            yield TimelineEntry(opt_in.confirmed_at, _KIND, f"Confirmed: {topic}", opt_in.get_mode_display())


def _papers(person_id: UUID) -> Iterator[TimelineEntry]:
    papers = Authorization.objects.filter(person_id=person_id).select_related("form")
    for paper in papers.defer("signature", "representative_authority"):
        what = paper.form.get_kind_display()
        until = f"counts until {paper.expires_on}" if paper.expires_on else ""
        yield TimelineEntry(paper.recorded_at, _KIND, f"Authorization signed: {what}", until)
        if paper.revoked_at:
            via = Recorded(paper.revoked_via).label if paper.revoked_via else ""
            yield TimelineEntry(paper.revoked_at, _KIND, f"Authorization revoked: {what}", via)


def _risk(person_id: UUID) -> Iterator[TimelineEntry]:
    for answer in RiskAcknowledgement.objects.filter(person_id=person_id):
        title = "Accepted e-mail without enforced encryption" if answer.accepted else "Declined unencrypted e-mail"
        yield TimelineEntry(answer.recorded_at, _KIND, title, answer.get_via_display())
