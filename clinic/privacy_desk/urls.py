"""Pages of the privacy desk, inside the admin site (`settings.DESK_PAGES`)."""

from django.urls import path

from clinic.privacy_desk import evidence, exports, page

urlpatterns = [
    path("privacy/", page.desk, name="privacy-desk"),
    path("privacy/export/", exports.export, name="privacy-export"),
    path("privacy/evidence/", evidence.evidence, name="privacy-evidence"),
    path("privacy/exports/", exports.exports, name="privacy-exports"),
    path("privacy/exports/<uuid:export_id>/signature/", exports.signature, name="privacy-signature"),
]
