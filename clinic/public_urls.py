from django.urls import path

from clinic import health

urlpatterns = [path("healthz", health.healthz, name="healthz")]
