"""What a person chose, signed and asked for, and the account of disclosures, as the person's own export holds it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audit.door import phi_access
from audit.enums import AuditWord, PurposeOfUse
from clinic.domain.person_export import Asked, Part, Value
from consent.accounting import account_of
from consent.models import (
    Authorization,
    NoticeAcknowledgement,
    OptIn,
    Pause,
    Preference,
    Restriction,
    RightsRequest,
    RightsStep,
    RiskAcknowledgement,
    TrackingChoice,
)

#: Rows in clear: name of the part → its title, its model, and which columns under which name.
_CLEAR: Mapping[str, tuple[str, Any, Mapping[str, str]]] = {
    "choices": ("What you chose to hear of", Preference, {
        "topic": "topic", "channel": "channel", "wanted": "wanted", "recorded": "recorded_at", "how": "via",
    }),
    "subscriptions": ("What you asked for on forms", OptIn, {
        "topic": "topic", "channel": "channel", "form": "form", "text": "text_version", "asked": "asked_at",
        "confirmed": "confirmed_at", "how": "via",
    }),
    "pauses": ("Pauses", Pause, {"channel": "channel", "until": "until", "recorded": "recorded_at", "how": "via"}),
    "counting": ("Whether we may count what you open", TrackingChoice, {
        "allowed": "wanted", "text": "text_version", "recorded": "recorded_at", "how": "via",
    }),
    "unencrypted_e_mail": ("Your answer about unencrypted e-mail", RiskAcknowledgement, {
        "accepted": "accepted", "text": "text_version", "recorded": "recorded_at", "how": "via",
    }),
    "restrictions": ("Restrictions", Restriction, {
        "covers": "covers", "agreed": "is_agreed", "recorded": "recorded_at", "how": "via",
    }),
    "privacy_notices": ("Privacy notices that you were given", NoticeAcknowledgement, {
        "notice": "notice", "answer": "answer", "recorded": "recorded_at", "how": "via",
    }),
}  # fmt: skip
_PAPER = ("signature", "representative_authority", "signed_from")
_ASKED = ("name", "email", "words")


def parts(asked: Asked) -> Iterator[Part]:
    for name, (title, model, columns) in _CLEAR.items():
        rows = model._default_manager.filter(person_id=asked.person_id).order_by("pk")
        yield Part(name, title, tuple({key: _value(row, column) for key, column in columns.items()} for row in rows))
    yield Part("signed_papers", "What you signed", tuple(_papers(asked)))
    yield Part("requests", "What you asked for as your right", tuple(_requests(asked)))
    account = account_of(asked.person_id, by=asked.by, today=asked.today, word=AuditWord.EXPORT)
    lines: Iterator[Mapping[str, Value]] = (
        {"on": one.on, "kind": one.kind, "to": one.recipient, "what": one.what, "why": one.why} for one in account
    )
    yield Part("disclosures", "To whom we disclosed it (six years)", tuple(lines))


def _value(row: Any, column: str) -> Value:
    """The words of a choice; a related row by its own words."""
    shown = getattr(row, f"get_{column}_display", None)
    value: Value = shown() if shown else getattr(row, column)
    return value if isinstance(value, str | int | bool | None) or hasattr(value, "isoformat") else str(value)


def _papers(asked: Asked) -> list[dict[str, Value]]:
    papers = list(Authorization.objects.filter(person_id=asked.person_id).select_related("form").order_by("pk"))
    with phi_access(
        actor=asked.by,
        purpose=PurposeOfUse.PATIENT_REQUEST,
        people=[asked.person_id],
        fields=[f"consent.authorization.{name}" for name in _PAPER],
        beside=[row._meta.label_lower for _, row, _ in _CLEAR.values()],
        word=AuditWord.EXPORT,
    ) as phi:
        return [
            {
                "title": paper.form.title,
                "kind": paper.form.get_kind_display(),
                "version": paper.form.version,
                "language": paper.form.get_language_display(),
                "state": paper.get_state_display(),
                "signed_on": paper.signed_on,
                "counts_until": paper.expires_on,
                "copy_given": paper.copy_given_at,
                "taken_back": paper.revoked_at,
                "text": paper.shown_text,
                **{name: phi.reveal(getattr(paper, name)) for name in _PAPER},
            }
            for paper in papers
        ]


def _requests(asked: Asked) -> list[dict[str, Value]]:
    requests = list(RightsRequest.objects.filter(person_id=asked.person_id).order_by("received_at"))
    steps = list(RightsStep.objects.filter(request__in=requests))
    with phi_access(
        actor=asked.by,
        purpose=PurposeOfUse.PATIENT_REQUEST,
        people=[asked.person_id],
        fields=[*(f"consent.rightsrequest.{name}" for name in _ASKED), "consent.rightsstep.note"],
        beside=["consent.rightsrequest"],
        word=AuditWord.EXPORT,
    ) as phi:
        return [
            {
                "kind": one.get_kind_display(),
                "received": one.received_on,
                "answer_by": one.extended_to or one.due_on,
                "state": one.get_state_display(),
                **{name: phi.reveal(getattr(one, name)) for name in _ASKED},
                "steps": _steps([step for step in steps if step.request_id == one.pk], phi),
            }
            for one in requests
        ]


def _steps(steps: Sequence[RightsStep], phi: Any) -> list[str]:
    return [f"{step.at:%Y-%m-%d %H:%M} {step.what}: {phi.reveal(step.note) or '–'}" for step in steps]
