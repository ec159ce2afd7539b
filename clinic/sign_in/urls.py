"""Pages about signing in; `admin:login` and `admin:logout` are the site's own addresses."""

from django.contrib import admin
from django.urls import path

from clinic.sign_in import confirming, handing_over, own, resetting, views

urlpatterns = [
    path("code/", views.code, name="sign-in-code"),
    path("second-factor/new/", views.enrol, name="sign-in-enrol"),
    path("ticket/", views.new_browser, name="sign-in-ticket"),
    path("confirm/", admin.site.admin_view(confirming.confirm), name="sign-in-confirm"),
    path("mine/", admin.site.admin_view(own.mine), name="sign-in-mine"),
    path("mine/phone/", admin.site.admin_view(own.new_phone), name="sign-in-new-phone"),
    path("mine/codes/", admin.site.admin_view(own.new_recovery_codes), name="sign-in-new-codes"),
    path("mine/elsewhere/", admin.site.admin_view(own.sign_out_elsewhere), name="sign-in-elsewhere"),
    path("reset/<uuid:staff_id>/", resetting.reset, name="sign-in-reset"),
    path("hand-over/<uuid:staff_id>/set-up/", handing_over.set_up_code, name="sign-in-make-set-up-code"),
    path("hand-over/<uuid:staff_id>/browser/", handing_over.ticket, name="sign-in-make-ticket"),
]
