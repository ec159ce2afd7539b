"""What every change of a signed paper does: it locks the person, then the paper, and stands in the book."""

from uuid import UUID

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from consent.locking import lock_person
from consent.models import Authorization


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
