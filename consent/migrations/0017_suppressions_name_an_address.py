"""The model said so all along; the column did not."""

from django.db import migrations

import audit.fields


class Migration(migrations.Migration):
    dependencies = [("consent", "0016_who_asked_at_the_tablet")]
    operations = [
        migrations.AlterField("suppression", "address_key", audit.fields.BlindIndexField(blank=True, null=False)),
    ]
