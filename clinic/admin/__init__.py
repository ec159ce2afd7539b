"""Staff pages of the house, its staff and its timetable."""

from clinic.admin import house, schedule, staff

__all__ = ["house", "schedule", "staff"]
