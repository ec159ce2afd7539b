"""Inside the admin site (`settings.DESK_PAGES`). Addresses carry opaque ids and moments only."""

from django.urls import path

from patients.privacy_desk import revealed_by, who_looked

urlpatterns = [
    path("person/<uuid:person_id>/looked/", who_looked.who_looked, name="desk-who-looked"),
    path("person/<uuid:person_id>/looked/export/", who_looked.export, name="desk-who-looked-export"),
    path("privacy/revealed-by/", revealed_by.revealed_by, name="desk-revealed-by"),
    path("privacy/revealed-by/names/", revealed_by.names, name="desk-revealed-names"),
    path("privacy/revealed-by/export/", revealed_by.export, name="desk-revealed-export"),
]
