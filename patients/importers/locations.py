"""Places of the clinic that imported rows name: made once, when the first row needs them, and never changed after."""

from uuid import UUID

from clinic.models import Location, Organisation
from patients.importers.records import LocationFacts


class Locations:
    def __init__(self, house: Organisation) -> None:
        self._house = house
        self._known: dict[tuple[str, str], UUID | None] = {}
        self._zones: dict[tuple[str, str], str] = {}

    def id_of(self, facts: LocationFacts | None, source: str) -> UUID | None:
        """The location with that number in that source, else with that name, else a new one; without a name none is
        made."""
        if facts is None:
            return None
        key = (source, facts.external_id)
        if self._known.get(key) is None and (facts.name or key not in self._known):
            self._known[key] = self._found(*key, facts.name) or (self._made(source, facts) if facts.name else None)
        return self._known[key]

    def only_one(self) -> UUID | None:
        """Where an appointment takes place that names no location: None when there is a choice."""
        if ("", "") not in self._known:
            is_first = not Location.objects.filter(is_active=True).exists()
            self._known["", ""] = self._made("", self._home()) if is_first else self._alone()
        return self._known["", ""]

    def zone_at(self, facts: LocationFacts | None, source: str) -> str:
        """The wall clock at the place that a row names, else at the only one. A place that is not there yet will be
        made with the clinic's."""
        key = (source, facts.external_id) if facts and facts.name else ("", "")
        if key not in self._zones:
            there = self._found(*key, facts.name) if facts and facts.name else self._alone()
            self._zones[key] = Location.objects.get(pk=there).time_zone if there else self._house.time_zone
        return self._zones[key]

    def _alone(self) -> UUID | None:
        there = list(Location.objects.filter(is_active=True).values_list("pk", flat=True)[:2])
        return there[0] if len(there) == 1 else None

    def _found(self, source: str, external_id: str, name: str) -> UUID | None:
        same = Location.objects.filter(source=source, external_id=external_id[:120])
        alike = Location.objects.filter(source__in=["", source], name__iexact=name[:120]).exclude(name="")
        return same.values_list("pk", flat=True).first() or alike.order_by("pk").values_list("pk", flat=True).first()

    def _made(self, source: str, facts: LocationFacts) -> UUID:
        return Location.objects.create(
            name=facts.name[:120],
            address=facts.address[:250],
            phone=facts.phone[:40],
            time_zone=self._house.time_zone,
            source=source,
            external_id=facts.external_id[:120],
        ).pk

    def _home(self) -> LocationFacts:
        return LocationFacts("", self._house.name, self._house.postal_address, self._house.phone)
