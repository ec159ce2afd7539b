from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ClinicConfig(AppConfig):
    name = "clinic"

    def ready(self) -> None:
        import clinic.celery  # noqa: F401 - pages and commands send tasks to the same broker as beat
        from clinic import access_checks, alarm_checks, among  # noqa: F401 - register
        from clinic.opaque_errors import hide_words_of_uncaught_errors

        hide_words_of_uncaught_errors()


class RevisitAdminConfig(admin_apps.AdminConfig):
    default = False  # `clinic` in INSTALLED_APPS means ClinicConfig
    default_site = "clinic.admin_site.RevisitAdminSite"
