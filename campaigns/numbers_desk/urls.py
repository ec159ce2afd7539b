"""Pages of numbers, inside the admin site (`settings.DESK_PAGES`)."""

from django.urls import path

from campaigns.numbers_desk import pages

urlpatterns = [
    path("numbers/", pages.numbers, name="desk-numbers"),
    path("numbers/file/", pages.numbers_file, name="desk-numbers-file"),
]
