from django.apps import AppConfig


class ClinicConfig(AppConfig):
    name = "clinic"

    def ready(self) -> None:
        from clinic.opaque_errors import hide_words_of_uncaught_errors

        hide_words_of_uncaught_errors()
