"""Pages about signing in; `admin:login` and `admin:logout` are the site's own addresses."""

from django.contrib import admin
from django.urls import path

from clinic.sign_in import confirming, views

urlpatterns = [
    path("code/", views.code, name="sign-in-code"),
    path("second-factor/new/", views.enrol, name="sign-in-enrol"),
    path("confirm/", admin.site.admin_view(confirming.confirm), name="sign-in-confirm"),
]
