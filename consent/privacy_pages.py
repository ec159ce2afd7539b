"""What the clinic says about privacy: the notice, its versions, and the cookies."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from clinic.public_limits import limited
from clinic.public_pages import in_chosen_language
from consent.link_pages import page


@require_http_methods(["GET", "HEAD"])
@in_chosen_language
@limited("privacy", per_minute=30)
def privacy(request: HttpRequest) -> HttpResponse:
    return page(request, "privacy")
