"""The model said so all along; the column did not."""

from django.db import migrations

import audit.fields


class Migration(migrations.Migration):
    dependencies = [("clinic", "0012_allowances_of_public_pages")]
    operations = [
        migrations.AlterField("allowance", "visitor", audit.fields.BlindIndexField(blank=True, null=False)),
    ]
