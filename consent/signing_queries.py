"""Reads of requests to sign and of papers that wait for their copy. Opaque ids and clear columns alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clinic.enums import NoticeKind
from clinic.models import Notice
from consent.enums import AuthorizationState, PaperFileKind, SigningState
from consent.models import Authorization, PaperFile, SigningRequest

_LATEST = 20
_LINK_MAILS = (NoticeKind.AUTHORIZATION_LINK, NoticeKind.TESTIMONIAL_LINK)
#: What a notice's outcome says of its mail; others are steps on the way of a message that left or will.
_NO_MAIL = {"refused", "failed", "expired", "nobody-named"}


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request as staff read it. `is_open`: it can still be answered."""

    request: SigningRequest
    is_open: bool
    words: str


def request_lines(person_id: UUID, now: datetime) -> list[RequestLine]:
    """The latest first; two queries."""
    found = list(SigningRequest.objects.filter(person_id=person_id).order_by("-asked_at", "-id")[:_LATEST])
    unsent = _without_mail(found)
    return [_line(request, now, unsent) for request in found]


def open_requests(person_id: UUID, now: datetime) -> list[SigningRequest]:
    found = SigningRequest.objects.filter(person_id=person_id, state=SigningState.OPEN, expires_at__gt=now)
    return list(found.order_by("asked_at", "id"))


def uncopied_papers(person_id: UUID) -> list[tuple[Authorization, PaperFile | None]]:
    """Signed, and nobody gave the signer their copy yet, with the file to print: they do not count. Two queries."""
    found = Authorization.objects.filter(person_id=person_id, state=AuthorizationState.DRAFT)
    papers = list(found.select_related("form").defer("shown_text").order_by("recorded_at", "id"))
    files = PaperFile.objects.filter(authorization__in=papers, kind=PaperFileKind.COPY).defer("content")
    copies = {file.authorization_id: file for file in files}
    return [(paper, copies.get(paper.pk)) for paper in papers]


def requests_without_copy() -> list[UUID]:
    """Requests whose papers wait for the mail with the copy to leave, or for the desk to print it."""
    found = Authorization.objects.filter(state=AuthorizationState.DRAFT, request__isnull=False)
    return [request_id for request_id in found.values_list("request_id", flat=True) if request_id]


def _line(request: SigningRequest, now: datetime, unsent: set[UUID]) -> RequestLine:
    is_open = request.state == SigningState.OPEN and request.expires_at > now
    if request.state == SigningState.OPEN and not is_open:
        return RequestLine(request, False, "Not answered in time")
    words = SigningState(request.state).label
    if is_open and request.pk in unsent:
        words = "The mail did not leave: the timeline says why"
    return RequestLine(request, is_open, words)


def _without_mail(requests: Iterable[SigningRequest]) -> set[UUID]:
    keys = [f"{kind.value}:{request.pk}" for request in requests for kind in _LINK_MAILS]
    told = Notice.objects.filter(once_key__in=keys, outcome__in=_NO_MAIL)
    return {subject for subject in told.values_list("subject_id", flat=True) if subject}
