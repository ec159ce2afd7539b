"""Pages about access, inside the admin site (`settings.DESK_PAGES`). Addresses carry opaque ids only."""

from django.urls import path

from clinic.access_desk import emergencies, grants, leaving, reviews, who_sees_what

urlpatterns = [
    path("access/", who_sees_what.who_sees_what, name="desk-who-sees-what"),
    path("access/asked/", grants.asked, name="desk-asked-roles"),
    path("access/asked/<uuid:access_grant_id>/", grants.decide, name="desk-decide-role"),
    path("access/staff/<uuid:staff_id>/role/", grants.ask, name="desk-ask-role"),
    path("access/staff/<uuid:staff_id>/let-go/", leaving.let_go, name="desk-let-go"),
    path("access/emergencies/", emergencies.queue, name="desk-emergencies"),
    path("access/emergencies/<uuid:break_glass_id>/", emergencies.review, name="desk-review-emergency"),
    path("access/reviews/", reviews.reviews, name="desk-access-reviews"),
    path("access/reviews/open/", reviews.open_review, name="desk-open-access-review"),
]
