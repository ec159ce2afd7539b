"""What cannot be said of a sound newest seal, in words: whatever it claims to cover is then not believed."""

from uuid import UUID

from django.db import connection

from audit.domain.seal_keys import is_signed
from audit.models import Epoch, Seal
from audit.sealing import chain, keys, trust


def of_head(head: Seal | None) -> str:
    """Empty when nothing is wrong."""
    epochs = list(Epoch.objects.order_by("opened_at", "id").values_list("pk", "opened_at"))
    if len({opened for _, opened in epochs}) < len(epochs):
        return "Two lives of the database claim to have begun at the same moment."
    return _of_seal(head, [epoch for epoch, _ in epochs]) if head else ""


def epochs_after(epoch: UUID) -> list[UUID]:
    """In the order they were opened; none where this one is not listed."""
    listed = list(Epoch.objects.order_by("opened_at", "id").values_list("pk", flat=True))
    return listed[listed.index(epoch) + 1 :] if epoch in listed else []


def _of_seal(head: Seal, epochs: list[UUID]) -> str:
    if head.epoch not in epochs:
        return "The newest seal names a life of the database that is not listed."
    if not _is_as_signed(head):
        return f"Seal {head.number}, the newest, is not what its signature says."
    if head.epoch == epochs[-1] and head.until_xid > _next_transaction():
        return (
            "The newest seal reaches further than this server has counted: the database was restored"
            " (audit_open_epoch), or the seal was changed."
        )
    return ""


def _is_as_signed(head: Seal) -> bool:
    body, signature = chain.body_of(head), bytes(head.signature)
    public = trust.public_keys(keys.trusted_keys()).get(head.key_id)
    is_own = bytes(head.hash) == body.hash(signature, bytes(head.old_signature))
    return is_own and public is not None and is_signed(body.signed_bytes(), signature, public)


def _next_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])
