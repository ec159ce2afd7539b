"""What pages call that which asked for a message: a journey, a campaign, or what a notice is about."""

from collections.abc import Iterable, Mapping

from campaigns.enums import Origin
from campaigns.models import Campaign, Message
from clinic.journey_names import journey_names


def origin_names(messages: Iterable[Message]) -> Mapping[tuple[str, str], str]:
    """(origin, slug) → name, of all of them. Two queries at most."""
    asked = {(message.origin, message.origin_slug) for message in messages}
    of_campaigns = {slug for origin, slug in asked if origin == Origin.CAMPAIGN}
    found = dict(Campaign.objects.filter(slug__in=of_campaigns).values_list("slug", "name")) if of_campaigns else {}
    others = journey_names(slug for origin, slug in asked if origin != Origin.CAMPAIGN)
    return {
        (origin, slug): f"Campaign: {found.get(slug, slug)}" if origin == Origin.CAMPAIGN else others[slug]
        for origin, slug in asked
    }
