"""What each topic is called on the pages that patients read."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consent.enums import Topic


@dataclass(frozen=True, slots=True)
class TopicText:
    title: str | Promise
    explanation: str | Promise


TOPIC_TEXTS: dict[Topic, TopicText] = {
    Topic.APPOINTMENTS: TopicText(_("Appointment reminders"), _("Before you come to see us.")),
    Topic.AFTERCARE: TopicText(_("Care after a visit"), _("How to look after yourself, and whom to call.")),
    Topic.CHECK_UPS: TopicText(_("Check-up reminders"), _("When it is time for the yearly check-up.")),
    Topic.WELCOME: TopicText(_("Practical news"), _("Opening hours, how to find us, how to reach us.")),
    Topic.GREETINGS: TopicText(_("Greetings"), _("Birthday and holiday wishes.")),
    Topic.HEALTH_NEWS: TopicText(_("Health news"), _("General advice for staying well, with your signed permission.")),
    Topic.OFFERS: TopicText(_("New services"), _("What is new at the clinic, with your signed permission.")),
    Topic.EVENTS: TopicText(
        _("Talks and events"), _("Invitations to talks and open days, with your signed permission.")
    ),
    Topic.NEWSLETTER: TopicText(_("Newsletter"), _("A short letter now and then.")),
    Topic.INTRODUCTION: TopicText(_("Getting to know us"), _("A few letters about the clinic and how it can help.")),
}
