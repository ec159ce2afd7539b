"""Papers that wait for their copy are looked for every few seconds; there are few of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0012_asked_on_the_page_of_rights")]
    operations = [
        migrations.AddIndex(
            model_name="authorization",
            index=models.Index(
                condition=models.Q(("state", "draft")), fields=["recorded_at"], name="consent_authorization_draft"
            ),
        ),
    ]
