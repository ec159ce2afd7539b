"""Inside the admin site (`settings.DESK_PAGES`). Addresses carry opaque ids only."""

from django.urls import path

from consent.rights_desk import acts, export, people, requests

_ONE = "rights/<uuid:rights_request_id>/"
urlpatterns = [
    path("rights/", requests.requests, name="desk-rights"),
    path("rights/new/", requests.new, name="desk-rights-new"),
    path(_ONE, requests.one, name="desk-rights-one"),
    path(f"{_ONE}letter/", requests.letter, name="desk-rights-letter"),
    path(f"{_ONE}known/", acts.known, name="desk-rights-known"),
    path(f"{_ONE}more-time/", acts.more_time, name="desk-rights-more-time"),
    path(f"{_ONE}answer/", acts.answer, name="desk-rights-answer"),
    path(f"{_ONE}disagree/", acts.disagree, name="desk-rights-disagree"),
    path(f"{_ONE}withdraw/", acts.withdraw, name="desk-rights-withdraw"),
    path("person/<uuid:person_id>/rights/", people.rights_of, name="desk-person-rights"),
    path("person/<uuid:person_id>/disclosure/", people.new_disclosure, name="desk-disclosure-new"),
    path("person/<uuid:person_id>/restriction/end/", people.end_restriction, name="desk-restriction-end"),
    path("person/<uuid:person_id>/export/", export.export, name="desk-person-export"),
]
