"""Pages for patients and subscribers."""

from django.urls import path

from consent import permission_pages, preference_pages, privacy_pages, views

app_name = "consent"
urlpatterns = [
    path("subscribe/", views.subscribe, name="subscribe"),
    path("subscribe/confirm/<str:token>/", views.confirm, name="confirm"),
    path("preferences/<str:token>/", preference_pages.preferences, name="preferences"),
    path("preferences/<str:token>/permissions/", permission_pages.permissions, name="permissions"),
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("privacy/", privacy_pages.privacy, name="privacy"),
]
