"""The form behind /subscribe/."""

from django.db import migrations
from django.utils import timezone


def add_newsletter(apps, schema_editor):
    apps.get_model("consent", "SignUpForm").objects.get_or_create(
        slug="newsletter",
        defaults={
            "place": "page",
            "mode": "double",
            "title_en": "Our newsletter",
            "title_zh_hant": "我們的電子報",
            "title_zh_hans": "我们的电子简报",
            "created_at": timezone.now(),
        },
    )


class Migration(migrations.Migration):
    dependencies = [("consent", "0010_disclosures_and_who_is_answered")]
    operations = [migrations.RunPython(add_newsletter, migrations.RunPython.noop)]
