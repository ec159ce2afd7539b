"""Pages of the editor, inside the admin site (`settings.DESK_PAGES`). Addresses carry opaque ids only."""

from django.urls import path

from journeys.editor import pages, reviews

urlpatterns = [
    path("journeys/new/", pages.new, name="journey-new"),
    path("journeys/reviews/", reviews.reviews, name="journey-reviews"),
    path("journeys/<uuid:journey_id>/clone/", pages.clone, name="journey-clone"),
    path("journeys/<uuid:journey_id>/review/", reviews.review, name="journey-review"),
    path("journeys/<uuid:journey_id>/draft/", pages.draft, name="journey-draft"),
    path("journeys/<uuid:journey_id>/draft/begin/", pages.begin_draft, name="journey-begin-draft"),
    path("journeys/<uuid:journey_id>/draft/discard/", pages.discard, name="journey-discard-draft"),
    path("journeys/<uuid:journey_id>/versions/<int:version>/", pages.version, name="journey-version"),
]
