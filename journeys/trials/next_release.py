"""The next release of a trial: it has one column more. Its worker: `celery -A journeys.trials.next_release worker`."""

from typing import Any

from celery.signals import worker_process_init
from django.db import connection, models

from clinic.celery import app

__all__ = ["app"]
COLUMN = "trial_note"


def migrate() -> None:
    """As its migration would, beside workers that know nothing of it. Needs the owner's role."""
    from campaigns.models import Message

    with connection.schema_editor() as editor:
        editor.add_field(Message, _column(Message))


@worker_process_init.connect(weak=False)
def know_the_column(**kwargs: Any) -> None:
    from campaigns.models import Message

    _column(Message).contribute_to_class(Message, COLUMN)


def _column(model: type[models.Model]) -> "models.Field[Any, Any]":
    column: models.Field[Any, Any] = models.TextField(null=True)
    column.set_attributes_from_name(COLUMN)
    column.model = model
    return column
