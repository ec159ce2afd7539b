"""How often a public page may be asked: counted in the database, so for all workers together.

    @limited("subscribe", per_minute=10)
    def subscribe(request): ...

Below `in_chosen_language`, so that the answer 429 is in the reader's language. It says when to come back
(`Retry-After`), and the view was not run. Where a request comes from is `REMOTE_ADDR`; a forwarded-for header counts
only as `clinic.middleware.BehindProxyMiddleware` took it from our own proxy.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from audit import blind
from clinic.domain.visitors import visitor_of
from clinic.operations import allowances

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
Visitor = Callable[[HttpRequest], str]

#: Reading a page is cheaper than posting to it, and programs that check mail read every link twice.
READS_FOR_A_POST = 10
#: Of a form that many fill in behind one address: posts that are answered with "please check" keep nothing.
TRIES_FOR_A_POST = 10
#: Links that open nothing, of all pages together: somebody is trying some.
WRONG_LINKS_PER_MINUTE = 20


def the_address(request: HttpRequest) -> str:
    """For forms that anybody may fill in: whoever shares a network address shares the limit."""
    return visitor_of(request.META.get("REMOTE_ADDR", ""))


def the_link(request: HttpRequest) -> str:
    """For pages behind a token: a mail service that presses one-click for a thousand people has one address."""
    return request.path


def limited(
    name: str, *, per_minute: int, by: Visitor = the_address, forgives_errors: bool = False
) -> Callable[[View[P]], View[P]]:
    """At most `per_minute` posts (all at once, then evenly), and ten times as many reads counted apart.

    Not found is counted by address, whatever `by` says, and becomes 429 too; a genuine link goes on working there.
    `forgives_errors`: a post answered with 400 is not counted here, but in a lane of ten times as many. Not for pages
    on which somebody could guess.
    """

    def decorated(view: View[P]) -> View[P]:
        @wraps(view)
        def counting(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            reads = request.method in ("GET", "HEAD")
            lane, most = (f"{name}:read", per_minute * READS_FOR_A_POST) if reads else (name, per_minute)
            forgives = forgives_errors and not reads
            if forgives and (wait := _spend(f"{name}:try", by(request), most * TRIES_FOR_A_POST)):
                return _too_many(request, wait)
            if wait := _spend(lane, by(request), most):
                return _too_many(request, wait)
            try:
                response = view(request, *args, **kwargs)
            except Http404:
                if wait := _spend("wrong-link", the_address(request), WRONG_LINKS_PER_MINUTE):
                    return _too_many(request, wait)
                raise
            if forgives and response.status_code == HTTPStatus.BAD_REQUEST:
                allowances.give_back(name=lane, visitor=blind.visitor_key(by(request)), per_minute=most)
            return response

        return counting

    return decorated


def _spend(lane: str, visitor: str, per_minute: int) -> int:
    return allowances.spend(name=lane, visitor=blind.visitor_key(visitor), per_minute=per_minute)


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    response = render(request, "public/too_many.html", {"seconds": wait}, status=429)
    response["Retry-After"] = str(wait)
    return response
