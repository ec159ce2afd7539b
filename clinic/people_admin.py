"""Admin pages whose rows are about people: each look is a line of the book before anything is shown, and rows are
found by what the page itself offers, not by look-ups typed into its address."""

from typing import Any
from uuid import UUID

from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from audit.blind import search_term_key
from audit.enums import AuditWord
from clinic.audited_admin import ReadOnlyAdmin
from clinic.desk import record_look


class PeopleAdmin(ReadOnlyAdmin):
    """A list is LIST with everybody on it, a row's page is REVEAL: coarse columns tell about somebody, too."""

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        self._record_look(request, AuditWord.LIST, list(changelist.result_list), _narrowed_by(request))
        return changelist

    def render_change_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row: Model = kwargs["obj"]
        self._record_look(request, AuditWord.REVEAL, [row], {"row": str(row.pk)})
        return super().render_change_form(request, *args, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What a filter of this page asks for. A typed `person__id` or `email_key` would find one person's rows."""
        offered = [_name_of(offer) for offer in self.get_list_filter(request)]
        asked = any(lookup == name or lookup.startswith(f"{name}__") for name in offered)
        return asked and super().lookup_allowed(lookup, value, request)

    def _record_look(self, request: HttpRequest, word: AuditWord, rows: list[Any], details: dict[str, str]) -> None:
        people = [person for row in rows if (person := _person_of(row))]
        record_look(request, people=people, fields=[self.opts.label_lower], word=word, details=details)


def _name_of(offer: Any) -> str:
    """Of a filter: a field's name, a field's name with its kind of filter, or a filter with a name of its own."""
    return str(offer[0] if isinstance(offer, tuple) else getattr(offer, "parameter_name", offer))


def _narrowed_by(request: HttpRequest) -> dict[str, str]:
    """What a list was filtered or sorted by: names alone, and a digest of the whole to see the same question twice."""
    if not request.GET:
        return {}
    return {"filters": " ".join(sorted(request.GET)), "term": search_term_key(request.GET.urlencode())}


def _person_of(row: Any) -> UUID | None:
    """Whom a row is about; None for a row about nobody that we know, such as a refused row of an import."""
    attribute = getattr(row, "phi_person", "person_id")
    person: UUID | None = getattr(row, attribute, None) if attribute else None
    return person
