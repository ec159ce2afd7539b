"""What a decision rests on, in staff pages."""

from typing import Any

from django import template
from django.urls import reverse

from consent.grounds import Ground

register = template.Library()


@register.filter
def opened_by(ground: Ground, perms: Any) -> str:
    """The page that shows the row, for those alone who may open it: a link that is refused would be a denial in the
    book. `perms`: what templates know as that."""
    may = ground.route and ground.permission in perms
    return reverse(ground.route, args=[ground.id]) if may else ""
