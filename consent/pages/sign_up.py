"""Pages that anybody may use: ask for the newsletter, and for the link to one's own choices.

Each keeps what was written and looks nothing up: the answer is the same for an address that we know.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from clinic.enums import Language
from clinic.public_limits import limited
from clinic.public_pages import in_chosen_language
from consent.enums import DoorstepKind, OptInMode, SignUpPlace
from consent.models import SignUpForm
from consent.operations import doorstep
from consent.pages.behind_links import page
from consent.pages.forms import BoothForm, LostLinkForm, SubscribeForm

#: The form behind `/subscribe/`; it comes with the tables.
NEWSLETTER = "newsletter"
#: Which wording of these pages somebody agreed to. Change it with the wording.
_TEXTS_OF = "2026-11"

_any_method = require_http_methods(["GET", "HEAD", "POST"])


@_any_method
@in_chosen_language
@limited("subscribe", per_minute=10, forgives_errors=True)
def subscribe(request: HttpRequest, slug: str = NEWSLETTER) -> HttpResponse:
    """On a list at a booth the box for the newsletter is not ticked, and whoever leaves it so is kept nowhere."""
    offered = SignUpForm.objects.filter(slug=slug, is_open=True).first()
    if offered is None:
        raise Http404
    at_booth = offered.place == SignUpPlace.BOOTH
    form = (BoothForm if at_booth else SubscribeForm)(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "title": _title(offered), "at_booth": at_booth, "is_double": _is_double(offered)}
        return page(request, "subscribe", context, status=400 if form.is_bound else 200)
    if at_booth and not form.cleaned_data["wanted"]:
        return page(request, "nothing_kept")
    _post(
        DoorstepKind.SUBSCRIBE,
        {
            "name": form.cleaned_data["name"],
            "email": form.cleaned_data["email"],
            "form": offered.slug,
            "text_version": text_version(offered),
        },
    )
    return page(request, "check_mailbox", {"is_double": _is_double(offered)})


@_any_method
@in_chosen_language
@limited("lost-link", per_minute=5, forgives_errors=True)
def lost_link(request: HttpRequest) -> HttpResponse:
    """`/preferences/` without a token."""
    form = LostLinkForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "lost_link", {"form": form}, status=400 if form.is_bound else 200)
    _post(DoorstepKind.LINK_LOST, {"email": form.cleaned_data["email"]})
    return page(request, "link_on_its_way")


def text_version(offered: SignUpForm) -> str:
    """What was shown depends on the place and on whether a mail asks to confirm."""
    return f"{offered.place}-{offered.mode}-{_TEXTS_OF}"


def _is_double(offered: SignUpForm) -> bool:
    return offered.mode == OptInMode.DOUBLE


def _title(offered: SignUpForm) -> str:
    """In the reader's language, or in English."""
    titles = {
        Language.TRADITIONAL_CHINESE.value: offered.title_zh_hant,
        Language.SIMPLIFIED_CHINESE.value: offered.title_zh_hans,
    }
    return titles.get(_language()) or offered.title_en


def _post(kind: DoorstepKind, content: dict[str, str]) -> None:
    doorstep.post(kind=kind, content=content, language=_language(), now=timezone.now())


def _language() -> str:
    spoken = get_language() or ""
    return spoken if spoken in Language.values else Language.ENGLISH.value
