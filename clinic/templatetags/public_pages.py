"""What `templates/public/base.html` shows on every page."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import RequestContext
from django.utils.translation import get_language

from clinic.models import Organisation

register = template.Library()


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    name: str
    url: str
    is_current: bool


@register.simple_tag(takes_context=True)
def language_links(context: RequestContext) -> list[LanguageLink]:
    """The same page in each language of the clinic."""
    request: HttpRequest = context["request"]
    return [
        LanguageLink(code, name, f"{request.path}?lang={code}", code == get_language())
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def keep_language(context: RequestContext) -> str:
    """`?lang=…` for links to other pages, if this page was asked for in a language."""
    chosen = context["request"].GET.get("lang", "")
    return f"?lang={chosen}" if chosen in dict(settings.LANGUAGES) else ""


@register.simple_tag(takes_context=True)
def clinic_name(context: RequestContext) -> str:
    house: Organisation = context["organisation"]
    return house.name_in(get_language() or "")
