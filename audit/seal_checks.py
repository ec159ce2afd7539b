"""Start-up checks of sealing: who holds which key, and who outside is told."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from audit.domain.seal_keys import BadKey, public_keys_of
from audit.sealing.anchors import places

_FEWEST_PLACES = 2


@checks.register(checks.Tags.security)
def seal_keys_are_keys(**kwargs: Any) -> list[checks.CheckMessage]:
    try:
        public_keys_of(settings.AUDIT_SEAL_PUBLIC_KEYS)
    except BadKey as error:
        return [checks.Error(f"AUDIT_SEAL_PUBLIC_KEYS: {error}.", id="audit.E012")]
    return []


@checks.register(checks.Tags.security)
def only_the_sealer_holds_the_private_key(**kwargs: Any) -> list[checks.CheckMessage]:
    """Whoever has it can rewrite the book so that only an anchor outside tells."""
    if settings.DEMO_MODE or "audit_sealer" in sys.argv or not _holds_a_private_key():
        return []
    return [
        checks.Warning(
            "This process holds the private key that seals the access book.",
            hint="Give AUDIT_SEAL_KEY to audit_sealer alone; everybody else needs AUDIT_SEAL_PUBLIC_KEYS.",
            id="audit.W013",
        )
    ]


def _holds_a_private_key() -> bool:
    path = settings.AUDIT_SEAL_KEY_FILE
    return bool(settings.AUDIT_SEAL_KEY) or (bool(path) and os.access(path, os.R_OK))


@checks.register(checks.Tags.security)
def places_outside_are_told(**kwargs: Any) -> list[checks.CheckMessage]:
    try:
        found = places.configured()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="audit.E014")]
    if settings.DEMO_MODE or len({place.name for place in found}) >= _FEWEST_PLACES:
        return []
    return [
        checks.Error(
            "Fewer than two places outside are told about seals: the end of the access book could be cut off unseen.",
            hint="Name two or more in AUDIT_ANCHORS, such as syslog+tls://log.example:6514,mailto:officer@clinic.example",
            id="audit.E015",
        )
    ]
