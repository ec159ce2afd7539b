"""Pages of the coming night, inside the admin site (`settings.DESK_PAGES`)."""

from django.urls import path

from journeys.tonight import acts, lines, page, stops_page

urlpatterns = [
    path("tonight/", page.tonight, name="tonight"),
    path("tonight/progress/", page.progress, name="tonight-progress"),
    path("tonight/again/", acts.again, name="tonight-again"),
    path("tonight/hold/", acts.hold, name="tonight-hold"),
    path("tonight/hold/<uuid:hold_id>/lift/", acts.lift, name="tonight-lift"),
    path("tonight/release-since/", acts.release_since, name="tonight-release-since"),
    path("tonight/<uuid:rehearsal_id>/release/", acts.release, name="tonight-release"),
    path("tonight/<uuid:rehearsal_id>/lines/", lines.lines, name="tonight-lines"),
    path("tonight/line/<uuid:rehearsed_line_id>/", lines.line, name="tonight-line"),
    path("tonight/line/<uuid:rehearsed_line_id>/preview/", lines.preview, name="tonight-preview"),
    path("stops/", stops_page.stops, name="tonight-stops"),
    path("stops/place/", stops_page.place, name="tonight-stop"),
    path("stops/<uuid:sending_stop_id>/lift/", stops_page.lift, name="tonight-stop-lift"),
]
