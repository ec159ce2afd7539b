"""What changes of a signed paper have in common: locks (the person, then the paper), wholeness, a line in the book."""

from uuid import UUID

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from consent import fact_rows
from consent.domain.authorizations import Element, missing_elements
from consent.locking import lock_person
from consent.models import Authorization


class IncompleteAuthorization(ValueError):
    """An element of 45 CFR 164.508(c) is missing; `missing` names them."""

    def __init__(self, missing: tuple[Element, ...]) -> None:
        super().__init__("missing: " + ", ".join(f"{element.citation} ({element.meaning})" for element in missing))
        self.missing = missing


def locked_paper(authorization_id: UUID) -> Authorization:
    """The paper with its form, FOR UPDATE, after its person. Raises `Authorization.DoesNotExist`."""
    lock_person(Authorization.objects.values_list("person_id", flat=True).get(pk=authorization_id))
    return (
        Authorization.objects.select_for_update(of=("self",))
        .select_related("form")
        .defer("shown_text")
        .get(pk=authorization_id)
    )


def record_paper_change(by: Actor, paper: Authorization, what: str) -> None:
    record_change(
        word=AuditWord.CONSENT,
        actor=by,
        people=[paper.person_id],
        fields=["consent.authorization.state"],
        details={"authorization": str(paper.pk), "form": str(paper.form_id), "what": what},
    )


def refuse_incomplete(paper: Authorization) -> None:
    """Raises `IncompleteAuthorization`."""
    held = fact_rows.elements_of(
        paper,
        paper.form,
        has_signature=paper.signature is not None,
        has_authority=paper.representative_authority is not None,
    )
    missing = missing_elements(held, by_representative=paper.signed_by_representative)
    if missing:
        raise IncompleteAuthorization(missing)
