from django.urls import path

from clinic import front_door, health

urlpatterns = [
    path("", front_door.front_door, name="front-door"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
