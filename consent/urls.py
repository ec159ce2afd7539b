"""Pages for patients and subscribers."""

from django.urls import path

from consent.pages import permissions as permission_pages
from consent.pages import preferences as preference_pages
from consent.pages import privacy as privacy_pages
from consent.pages import rights as rights_pages
from consent.pages import sign_up as sign_up_pages
from consent.pages import signing as signing_pages
from consent.pages import subscription as views
from consent.pages import tablet as tablet_pages

app_name = "consent"
urlpatterns = [
    path("subscribe/", sign_up_pages.subscribe, name="subscribe"),
    path("subscribe/<slug:slug>/", sign_up_pages.subscribe, name="subscribe-form"),
    path("subscribe/confirm/<str:token>/", views.confirm, name="confirm"),
    path("preferences/", sign_up_pages.lost_link, name="lost-link"),
    path("preferences/<str:token>/", preference_pages.preferences, name="preferences"),
    path("preferences/<str:token>/permissions/", permission_pages.permissions, name="permissions"),
    path("u/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("rights/", rights_pages.ask, name="rights"),
    path("rights/answer/<str:token>/", rights_pages.answer, name="rights-answer"),
    path("rights/<str:token>/", rights_pages.asked, name="rights-request"),
    path("privacy/", privacy_pages.privacy, name="privacy"),
    path("privacy/cookies/", privacy_pages.cookies, name="cookies"),
    path("privacy/<int:version>/", privacy_pages.privacy, name="privacy-version"),
    path(".well-known/gpc.json", privacy_pages.gpc_support, name="gpc"),
    path("authorize/<str:token>/", signing_pages.authorize, name="authorize"),
    path("authorize/<str:token>/copy/", signing_pages.signed_copy, name="signed-copy"),
    path("authorize/<str:token>/copy.pdf", signing_pages.signed_copy_file, name="signed-copy-file"),
    path("tablet/", tablet_pages.tablet, name="tablet"),
]
