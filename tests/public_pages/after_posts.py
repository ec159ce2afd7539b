"""Pages that no link opens by itself: what stands there after a form was sent, refused or answered wrongly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from uuid import UUID

from django.test import Client

from audit import blind
from audit.domain.actors import Actor
from clinic.enums import Role
from clinic.models import Staff
from clinic.operations import allowances
from consent import bound_links, links
from consent.domain.signing import MOST_TRIES
from consent.enums import Topic
from consent.models import OptIn, RightsRequest, SigningRequest
from consent.operations import opt_ins, preferences, second_facts, signatures, signing
from consent.pages.signer_cookies import KNOWN, TABLET
from tests.consent.people import patient, signed, subscriber
from tests.consent.signing import scenes
from tests.desk_people import staff
from tests.public_pages.scene import BY, right_asked

_KIND = "condition-specific"
_numbers = count(1)


@dataclass(frozen=True)
class Visit:
    """`told`: what a form sends there, None for a look; `status`: of the page that is seen then."""

    path: str
    told: Mapping[str, str] | None = None
    status: int = 200
    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def _now() -> datetime:
    return datetime.now(UTC)


def _address() -> str:
    return f"visitor-{next(_numbers)}@example.org"


# --- signing -----------------------------------------------------------------------------------------------


@cache
def _clerk() -> Actor:
    return Actor.staff(staff(username="who-asks").pk, Role.FRONT_DESK)


def _asked(*, way: str = "link", turns: int = 46) -> SigningRequest:
    """Of somebody who turns so many years this year."""
    person = patient(_address(), birth_date=date(_now().year - turns, 1, 1))
    asked = signing.ask(by=_clerk(), now=_now(), person_id=person.pk, kind=_KIND, way=way, asked_for=True)
    return asked.request


@cache
def _open_to(turns: int, way: str = "link") -> SigningRequest:
    """Looking at it changes nothing: one for all languages."""
    return _asked(turns=turns, way=way)


@cache
def _closed(how: str) -> SigningRequest:
    request = _asked()
    if how == "declined":
        signing.decline(by=BY, now=_now(), request_id=request.pk)
    elif how == "withdrawn":
        signing.withdraw(by=BY, now=_now(), request_id=request.pk)
    if how.startswith("signed"):
        scenes.sign(request, now=_now())
    if how.endswith("locked"):
        for _ in range(MOST_TRIES):
            second_facts.knows_birth_year(now=_now(), request_id=request.pk, year=1900)
    return request


def _let_in(cookie: str, request: SigningRequest) -> dict[str, str]:
    return {cookie: links.sign(cookie, request.pk, str(int(_now().timestamp()) + 900))}


def _behind_link(request: SigningRequest, told: Mapping[str, str] | None = None, status: int = 200) -> Visit:
    return Visit(scenes.path_of(request), told, status, _let_in(KNOWN, request))


def _signs(request: SigningRequest, language: str) -> dict[str, str]:
    read = signatures.sheet_of(request, language).digest
    return {"read": read, "signature": "Pat Lee", "agreed": "on"}


def _signs_over_link(language: str) -> Visit:
    request = _asked()
    return _behind_link(request, _signs(request, language))


def _at_tablet(told: Mapping[str, str] | None, status: int = 200) -> Visit:
    return _on_tablet(_asked(way="tablet"), told, status)


def _on_tablet(request: SigningRequest, told: Mapping[str, str] | None, status: int = 200) -> Visit:
    return Visit("/tablet/", told, status, _let_in(TABLET, request))


def _signs_at_tablet(language: str, copy: str) -> Visit:
    request = _asked(way="tablet")
    return _on_tablet(request, {**_signs(request, language), "copy": copy})


def _colleague() -> dict[str, str]:
    client = Client()
    client.force_login(Staff.objects.get(pk=_clerk().id))
    return {name: morsel.value for name, morsel in client.cookies.items()}


# --- choices, subscriptions, rights ------------------------------------------------------------------------


@cache
def _chooser() -> UUID:
    person = patient(_address(), phone="+1 312 555 0199")
    return person.pk


def _choices() -> str:
    return f"/preferences/{bound_links.preferences_token(_chooser())}/"


def _takes_back(_: str) -> Visit:
    paper = signed(_chooser(), scenes.form(next(_numbers) + 100), signed_on=_now().date(), now=_now())
    return Visit(f"{_choices()}permissions/", {"paper": str(paper.pk)})


def _one_click(topic: str) -> str:
    return f"/u/{links.sign(links.UNSUBSCRIBE, subscriber(_address()).pk, topic)}/"


def _opt_in(*, days_ago: int = 0) -> OptIn:
    asked = opt_ins.ask(
        by=BY, now=_now() - timedelta(days=days_ago), name="Bo", email=_address(), language="en", form="newsletter",
        text_version="t",
    )  # fmt: skip
    assert asked is not None
    return asked


def _confirms(opt_in: OptIn, status: int = 200) -> Visit:
    return Visit(f"/subscribe/confirm/{bound_links.confirm_token(opt_in.pk)}/", {}, status)


def _left() -> OptIn:
    opt_in = _opt_in()
    opt_ins.confirm(by=BY, now=_now(), opt_in_id=opt_in.pk)
    preferences.unsubscribe(by=BY, now=_now(), person_id=opt_in.person_id, topic=Topic.NEWSLETTER, via="one-click")
    return opt_in


def _confirms_mailbox(right: RightsRequest) -> Visit:
    return Visit(f"/rights/{bound_links.rights_token(right.pk)}/", {})


def _once_too_often(path: str) -> Visit:
    """Whoever pressed one-click as often as it may be pressed."""
    for _ in range(10):
        allowances.spend(name="one-click", visitor=blind.visitor_key(path), per_minute=10)
    return Visit(path, {}, 429)


def in_a_new_house() -> None:
    """What was made once in another database is not there."""
    for made_once in (_clerk, _open_to, _closed, _chooser):
        made_once.cache_clear()


def _right(email: str) -> dict[str, str]:
    return {"kind": "access", "name": "Ana", "email": email, "words": "All of it."}


#: What it is called in messages → what is sent where, in a language.
AFTER: dict[str, Callable[[str], Visit]] = {
    "subscribe, errors": lambda _: Visit("/subscribe/", {"name": "www.x.org", "email": "ana"}, 400),
    "subscribe, look into the mailbox": lambda _: Visit("/subscribe/", {"name": "Ana", "email": _address()}),
    "booth, nothing kept": lambda _: Visit("/subscribe/fair/", {"name": "Ana", "email": _address()}),
    "booth, single opt-in": lambda _: Visit("/subscribe/desk/", {"name": "Ana", "email": _address(), "wanted": "on"}),
    "confirmed": lambda _: _confirms(_opt_in()),
    "confirmed and left": lambda _: Visit(_confirms(_left()).path),
    "confirmed too late": lambda _: _confirms(_opt_in(days_ago=60), 410),
    "lost link, error": lambda _: Visit("/preferences/", {"email": "ana"}, 400),
    "link on its way": lambda _: Visit("/preferences/", {"email": _address()}),
    "choices saved": lambda _: Visit(_choices(), {"do": "topics", "email": "aftercare", "sms": "appointments"}),
    "choices, everything off": lambda _: Visit(_choices(), {"do": "everything-off"}),
    "choices of a browser that says no": lambda _: Visit(_choices(), headers={"Sec-GPC": "1"}),
    "permission taken back": _takes_back,
    "unsubscribed from a topic": lambda _: Visit(_one_click("aftercare"), {}),
    "unsubscribed from news": lambda _: Visit(_one_click("offers"), {}),
    "unsubscribed from everything": lambda _: Visit(_one_click("offers"), {"scope": "everything"}),
    "cookies, saved": lambda _: Visit("/privacy/cookies/", {"counting": "yes"}),
    "cookies of a browser that says no": lambda _: Visit("/privacy/cookies/", headers={"Sec-GPC": "1"}),
    "rights, errors": lambda _: Visit("/rights/", {"name": "", "email": "ana"}, 400),
    "rights, sent": lambda _: Visit("/rights/", _right(_address())),
    "rights, mailbox confirmed": lambda _: _confirms_mailbox(right_asked(_now(), _address())),
    "authorize, no year": lambda _: Visit(scenes.path_of(_open_to(46)), {"birth_year": ""}, 400),
    "authorize, wrong year": lambda _: Visit(scenes.path_of(_open_to(46)), {"birth_year": "1900"}, 400),
    "authorize, locked": lambda _: Visit(scenes.path_of(_closed("locked")), status=410),
    "authorize, declined": lambda _: Visit(scenes.path_of(_closed("declined")), status=410),
    "authorize, taken back": lambda _: Visit(scenes.path_of(_closed("withdrawn")), status=410),
    "form to sign": lambda _: _behind_link(_open_to(46)),
    "form to sign, errors": lambda _: _behind_link(_open_to(46), {"represents": "on"}, 400),
    "form for a minor, errors": lambda _: _on_tablet(_open_to(10, "tablet"), {"signature": "Pat"}, 400),
    "form in the year of turning 18": lambda _: _on_tablet(_open_to(18, "tablet"), None),
    "form in the year of turning 18, errors": lambda _: _on_tablet(_open_to(18, "tablet"), {"signature": "Pat"}, 400),
    "signed": _signs_over_link,
    "copy, locked": lambda _: Visit(scenes.path_of(_closed("signed, then locked")), status=410),
    "tablet, wrong number": lambda _: Visit("/tablet/", {"code": "12345678"}, 400),
    "tablet, form to sign": lambda _: _at_tablet(None),
    "tablet, errors": lambda _: _at_tablet({"signature": ""}, 400),
    "tablet, copy by mail": lambda language: _signs_at_tablet(language, "mail"),
    "tablet, copy on paper": lambda language: _signs_at_tablet(language, "printed"),
    "tablet, declined": lambda _: _at_tablet({"decline": "yes"}),
    "tablet of a colleague": lambda _: Visit("/tablet/", cookies=_colleague()),
    "no such link": lambda _: Visit("/rights/no-link/", status=404),
    "too many": lambda _: _once_too_often(_one_click("offers")),
}
