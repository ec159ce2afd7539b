"""Pages of segments and texts beside those that the admin makes by itself."""

from audit.coverage.rules import Rule, role
from audit.enums import AuditWord

_SEGMENT = "campaigns.segment"

PAGES: dict[str, Rule] = {
    "admin:campaigns_segment_count": role("campaigns.view_segment")
    .shows_nobody("takes a click, shows nothing")
    .does(AuditWord.SEARCH, "patients.person", _SEGMENT),
    "admin:campaigns_segment_change": role("campaigns.view_segment")
    .shows(AuditWord.SEARCH, "patients.person", _SEGMENT)
    .does(AuditWord.CONFIGURE, _SEGMENT, needs="campaigns.change_segment"),
    "admin:campaigns_templateversion_preview": role("campaigns.view_templateversion").shows(
        AuditWord.PREVIEW, "campaigns.templateversion"
    ),
    "admin:campaigns_templateversion_change": role("campaigns.view_templateversion")
    .shows_nobody("a text for nobody in particular")
    .does(AuditWord.CONFIGURE, "campaigns.templateversion", needs="campaigns.change_templateversion")
    .refuses_some("published versions stay as they are"),
}
