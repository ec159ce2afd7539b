"""Pages of texts, inside the admin site (`settings.DESK_PAGES`)."""

from django.urls import path

from campaigns.text_desk import asking, looking, pages, writing

urlpatterns = [
    path("texts/", pages.texts, name="desk-texts"),
    path("texts/<uuid:template_id>/begin/", writing.begin, name="desk-text-begin"),
    path("texts/versions/<uuid:version_id>/", writing.version, name="desk-text-version"),
    path("texts/versions/<uuid:version_id>/look/", looking.look, name="desk-text-look"),
    path("texts/versions/<uuid:version_id>/publish/", writing.publish, name="desk-text-publish"),
    path("texts/versions/<uuid:version_id>/try/", writing.send_to_oneself, name="desk-text-try"),
    path("texts/versions/<uuid:version_id>/ask/", asking.ask, name="desk-text-ask"),
    path("texts/exceptions/", asking.exceptions, name="desk-text-exceptions"),
    path("texts/exceptions/<uuid:exception_id>/answer/", asking.answer, name="desk-text-exception-answer"),
]
