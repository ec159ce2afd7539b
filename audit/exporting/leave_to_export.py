"""Whether somebody may still have the file they asked for: people leave and change roles while it is on its way."""

from django.contrib.auth import get_user_model

from audit.exporting.papers import Paper

MAY_EXPORT = "audit.add_export"


class Cut(RuntimeError):
    """Whoever asked was let go, or lost the role that may ask, while the file was on its way: the rest stays here."""


def still_may_or_cut(paper: Paper, *, rows: int) -> None:
    """Asked between any two parts of a file and before it is finished. Commands are nobody's to let go."""
    if paper.by.kind != "staff":
        return
    found = get_user_model()._default_manager.filter(pk=paper.by.id, is_active=True).first()
    if found is None or not found.has_perm(MAY_EXPORT):
        raise Cut(f"export {paper.id} was cut off after {rows} rows")
