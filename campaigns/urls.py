"""Pages behind links in messages, and the one to ask for an appointment."""

from django.urls import path

from campaigns.pages import appointment, book, calendar, care

app_name = "campaigns"
urlpatterns = [
    path("appointments/<str:token>/", appointment.appointment, name="appointment"),
    path("appointments/<str:token>/calendar.ics", calendar.calendar, name="appointment-file"),
    path("care/<str:token>/", care.care, name="care"),
    path("book/", book.book, name="book"),
    path("book/<str:token>/", book.book_link, name="book-link"),
]
