"""A page as a browser would get it, through the whole of the site, without a network."""

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.servers.basehttp import get_internal_wsgi_application
from django.http import StreamingHttpResponse

from audit.middleware import PROGRAM
from clinic.domain.page_leaks import Answer

VISITOR = "leak-check"


def visit(path: str, language: str = "en") -> Answer:
    """GET without sign-in or cookie, through the site's own WSGI handler and all its middleware; in the access book it
    is the leak check's, nobody else's.

    Without the signals of a request's begin and end, at which Django closes a connection that is inside of a
    transaction: a page can be visited as it is before a transaction ends.
    """
    response: Any = get_internal_wsgi_application().get_response(WSGIRequest(_environment(path, language)))
    is_stream = isinstance(response, StreamingHttpResponse)
    content = b"".join(response.streaming_content) if is_stream else response.content
    cookies = (("Set-Cookie", morsel.output(header="").strip()) for morsel in response.cookies.values())
    return Answer(response.status_code, (*response.items(), *cookies), content.decode("utf-8", "replace"))


def _environment(path: str, language: str) -> dict[str, object]:
    site, asked = urlsplit(settings.PUBLIC_URL), urlsplit(path)
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": asked.path,
        "QUERY_STRING": asked.query,
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": site.netloc,
        "HTTP_ACCEPT_LANGUAGE": language,
        "HTTP_USER_AGENT": f"revisit-{VISITOR}",
        PROGRAM: VISITOR,
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": BytesIO(),
    }
