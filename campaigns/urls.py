"""Pages behind links in messages, the one to ask for an appointment, and what the SMS service and Amazon SNS report
to."""

from django.urls import path

from campaigns import twilio_webhooks
from campaigns.pages import appointment, book, calendar, care, counted, events
from campaigns.sns import webhook

app_name = "campaigns"
urlpatterns = [
    path("appointments/<str:token>/", appointment.appointment, name="appointment"),
    path("appointments/<str:token>/calendar.ics", calendar.calendar, name="appointment-file"),
    path("care/<str:token>/", care.care, name="care"),
    path("t/<str:token>", counted.link, name="counted-link"),
    path("t/<str:token>/picture.gif", counted.picture, name="counted-picture"),
    path("book/", book.book, name="book"),
    path("book/<str:token>/", book.book_link, name="book-link"),
    path("events/<slug:slug>/", events.event, name="event"),
    path("events/to/<str:token>/", events.event_link, name="event-link"),
    path("webhooks/anymail/amazon_ses/tracking/", webhook.notified, name="sns"),
    path("webhooks/sms/twilio/", twilio_webhooks.inbound, name="twilio-inbound"),
    path("webhooks/sms/twilio/<uuid:message_id>/", twilio_webhooks.status, name="twilio-status"),
]
