"""What a person chose, signed and asked for, and the account of disclosures, as the person's own export holds it."""

from collections.abc import Iterator, Mapping
from typing import Any

from clinic.domain.person_export import Asked, Part, Value, opens
from consent.accounting import SEALED, account_through
from consent.enums import RightsStepKind
from consent.models import (
    Authorization,
    HolidayChoice,
    NoticeAcknowledgement,
    OptIn,
    PaperFile,
    Pause,
    Preference,
    Restriction,
    RightsRequest,
    RightsStep,
    RiskAcknowledgement,
    SigningRequest,
    Suppression,
    TrackingChoice,
)
from patients.models import Person

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
    "holidays": ("On which holidays you want a greeting", HolidayChoice, {
        "offered": "offered_in_words", "wanted": "wanted_in_words", "recorded": "recorded_at", "how": "via",
    }),
    "restrictions": ("Restrictions", Restriction, {
        "covers": "covers", "agreed": "is_agreed", "recorded": "recorded_at", "how": "via",
    }),
    "requests_to_sign": ("What we asked you to sign", SigningRequest, {
        "kind": "kind", "version": "version", "how": "way", "state": "state", "asked": "asked_at",
        "until": "expires_at", "closed": "closed_at",
    }),
    "privacy_notices": ("Privacy notices that you were given", NoticeAcknowledgement, {
        "notice": "notice", "answer": "answer", "recorded": "recorded_at", "how": "via",
    }),
}  # fmt: skip
_PAPER = ("signature", "representative_authority", "signed_from")
_ASKED = ("name", "email", "words")
_FILE_ENDS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
_SHOWN = (
    *(model._meta.label_lower for _, model, _ in _CLEAR.values()), "consent.rightsrequest", "consent.suppression",
)  # fmt: skip


@opens(
    *(f"consent.authorization.{name}" for name in _PAPER),
    *(f"consent.rightsrequest.{name}" for name in _ASKED),
    "consent.rightsstep.note",
    "consent.paperfile.content",
    *SEALED,
    beside=_SHOWN,
)
def parts(asked: Asked) -> Iterator[Part]:
    for name, (title, model, columns) in _CLEAR.items():
        rows = model._default_manager.filter(person_id=asked.person_id).order_by("pk")
        yield Part(name, title, tuple({key: _value(row, column) for key, column in columns.items()} for row in rows))
    yield Part("addresses_not_written_to", "Addresses of yours that we do not write to", tuple(_suppressions(asked)))
    yield Part("signed_papers", "What you signed", tuple(_papers(asked)))
    yield _files(asked)
    yield Part("requests", "What you asked for as your right", tuple(_requests(asked)))
    account = account_through(asked.phi, asked.person_id, asked.today)
    lines: Iterator[Mapping[str, Value]] = (
        {"on": one.on, "kind": one.kind, "to": one.recipient, "what": one.what, "why": one.why} for one in account
    )
    yield Part("disclosures", "To whom we disclosed it (six years)", tuple(lines))


def _value(row: Any, column: str) -> Value:
    """The words of a choice; a related row by its own words."""
    shown = getattr(row, f"get_{column}_display", None)
    value: Value = shown() if shown else getattr(row, column)
    return value if isinstance(value, str | int | bool | None) or hasattr(value, "isoformat") else str(value)


def _suppressions(asked: Asked) -> Iterator[dict[str, Value]]:
    """Of the addresses on file now, each by what it is."""
    person = Person.objects.only("email_key", "confidential_email_key", "phone_key").get(pk=asked.person_id)
    keys = {"e-mail": person.email_key, "confidential e-mail": person.confidential_email_key, "phone": person.phone_key}
    for which, key in keys.items():
        for row in Suppression.objects.filter(address_key=key).order_by("since") if key else ():
            yield {
                "address": which,
                "channel": row.get_channel_display(),
                "cause": row.get_cause_display(),
                "since": row.since,
                "until": row.until,
            }


def _papers(asked: Asked) -> Iterator[dict[str, Value]]:
    papers = Authorization.objects.filter(person_id=asked.person_id).select_related("form").order_by("pk")
    for paper in papers:
        yield {
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
            **{name: asked.phi.reveal(getattr(paper, name)) for name in _PAPER},
        }


def _files(asked: Asked) -> Part:
    """Scans, letters and copies of their papers; each goes along as it is, and is told with its digest."""
    files: dict[str, bytes] = {}
    lines: list[dict[str, Value]] = []
    rows = PaperFile.objects.filter(person_id=asked.person_id).select_related("authorization__form")
    for number, row in enumerate(rows.order_by("stored_at", "pk"), start=1):
        content = bytes(asked.phi.reveal(row.content) or b"")
        name = f"files/{number:02}-{row.kind}.{_FILE_ENDS.get(row.media_type, 'bin')}"
        files[name] = content
        lines.append(
            {
                "file": name,
                "kind": row.get_kind_display(),
                "of": row.authorization.form.title,
                "recorded": row.stored_at,
                "bytes": len(content),
                "digest": row.digest,
            }
        )
    return Part("files", "Files that belong to what you signed", tuple(lines), files)


def _requests(asked: Asked) -> Iterator[dict[str, Value]]:
    """Those that are theirs for sure; no word that was told to somebody else who was taken for them before."""
    requests = RightsRequest.objects.filter(person_id=asked.person_id).order_by("received_at")
    for one in requests.prefetch_related("steps"):
        told = [step for step in one.steps.all() if step.told_to_id in (None, asked.person_id, one.reply_to_id)]
        yield {
            "kind": one.get_kind_display(),
            "received": one.received_on,
            "answer_by": one.extended_to or one.due_on,
            "state": one.get_state_display(),
            **{name: asked.phi.reveal(getattr(one, name)) for name in _ASKED},
            "steps": [_step(step, asked) for step in told],
        }


def _step(step: RightsStep, asked: Asked) -> str:
    note = asked.phi.reveal(step.note) or "–"
    return f"{step.at:%Y-%m-%d %H:%M} {RightsStepKind(step.what).label}: {note}"
