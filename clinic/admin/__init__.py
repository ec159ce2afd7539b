"""Staff pages of the house, its staff, its vendors and its timetable."""

from clinic.admin import house, leaks, registers, schedule, staff, vendors

__all__ = ["house", "leaks", "registers", "schedule", "staff", "vendors"]
