"""What is shown where nothing is: to who holds a link of ours that opens nothing, how to go on, in their language.

The same for every such link, whether it is cut, forged, of another page or made for an address that was left.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    found = request.resolver_match
    if found is None or "token" not in found.kwargs:
        return defaults.page_not_found(request, exception)
    response = render(request, "public/link_opens_nothing.html", status=404)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response
