"""All addresses. Upper apps are named as strings only."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("webhooks/anymail/", include("clinic.vendor_webhooks")),
    path("", include("consent.urls")),
    path("", include("campaigns.urls")),
    path("", include("clinic.public_urls")),
]

handler404 = "clinic.not_found.not_found"
handler500 = "clinic.server_errors.server_error"
