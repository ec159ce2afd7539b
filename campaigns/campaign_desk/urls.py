"""Pages of campaigns, inside the admin site (`settings.DESK_PAGES`)."""

from django.urls import path

from campaigns.campaign_desk import acts, pages, writing

urlpatterns = [
    path("campaigns/", pages.campaigns, name="desk-campaigns"),
    path("campaigns/new/", writing.new, name="desk-campaign-new"),
    path("campaigns/<uuid:campaign_id>/", pages.campaign, name="desk-campaign"),
    path("campaigns/<uuid:campaign_id>/reach/", pages.reach, name="desk-campaign-reach"),
    path("campaigns/<uuid:campaign_id>/progress/", pages.progress, name="desk-campaign-progress"),
    path("campaigns/<uuid:campaign_id>/edit/", writing.edit, name="desk-campaign-edit"),
    path("campaigns/<uuid:campaign_id>/approve/", acts.approve, name="desk-campaign-approve"),
    path("campaigns/<uuid:campaign_id>/act/", acts.act, name="desk-campaign-act"),
]
