"""Pauses, answers about tracking, restrictions, acknowledgements, revocations, files and steps are added, never
changed; a published privacy notice stays as it is. The sealed columns are left out: rotating keys seals them anew."""

from django.db import migrations

_ADDED_ONLY = ("pause", "trackingchoice", "restriction", "noticeacknowledgement", "revocation", "erasure")
#: Table → what rotating keys may change.
_SEALED = {"paperfile": "content", "rightsstep": "note"}

_STAY = "\n".join(
    f"CREATE TRIGGER consent_{table}_stays BEFORE UPDATE OR DELETE ON consent_{table} "
    "FOR EACH ROW EXECUTE FUNCTION consent_row_stays();"
    for table in _ADDED_ONLY
)
_STAY_BUT_SEALED = "\n".join(
    f"CREATE TRIGGER consent_{table}_stays BEFORE UPDATE ON consent_{table} FOR EACH ROW "
    f"WHEN (to_jsonb(OLD) - '{column}' IS DISTINCT FROM to_jsonb(NEW) - '{column}') "
    f"EXECUTE FUNCTION consent_row_stays();\n"
    f"CREATE TRIGGER consent_{table}_is_kept BEFORE DELETE ON consent_{table} "
    "FOR EACH ROW EXECUTE FUNCTION consent_row_stays();"
    for table, column in _SEALED.items()
)
FORWARD = f"""
{_STAY}
{_STAY_BUT_SEALED}
CREATE TRIGGER consent_published_notice_stays BEFORE UPDATE OR DELETE ON consent_privacynotice
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION consent_row_stays();
"""
BACKWARD = "\n".join(
    [f"DROP TRIGGER consent_{table}_stays ON consent_{table};" for table in (*_ADDED_ONLY, *_SEALED)]
    + [f"DROP TRIGGER consent_{table}_is_kept ON consent_{table};" for table in _SEALED]
    + ["DROP TRIGGER consent_published_notice_stays ON consent_privacynotice;"]
)


class Migration(migrations.Migration):
    dependencies = [("consent", "0005_signing_rights_and_pauses")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
