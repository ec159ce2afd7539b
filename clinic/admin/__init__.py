"""Staff pages of the house, its staff, its vendors and its timetable."""

from clinic.admin import house, registers, schedule, staff, vendors

__all__ = ["house", "registers", "schedule", "staff", "vendors"]
