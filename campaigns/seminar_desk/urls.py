"""Pages of seminars, inside the admin site (`settings.DESK_PAGES`)."""

from django.urls import path

from campaigns.seminar_desk import acts, pages, writing

urlpatterns = [
    path("seminars/", pages.seminars, name="desk-seminars"),
    path("seminars/new/", writing.new, name="desk-seminar-new"),
    path("seminars/<uuid:seminar_id>/", pages.seminar, name="desk-seminar"),
    path("seminars/<uuid:seminar_id>/edit/", writing.edit, name="desk-seminar-edit"),
    path("seminars/<uuid:seminar_id>/act/", acts.act, name="desk-seminar-act"),
    path("seminars/<uuid:seminar_id>/people/", pages.people, name="desk-seminar-people"),
    path("seminars/<uuid:seminar_id>/came/", acts.came, name="desk-seminar-came"),
]
