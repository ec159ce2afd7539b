"""Several who read one address ask each for themselves: the same right again is told by the name as well."""

from django.db import migrations

import audit.fields


class Migration(migrations.Migration):
    dependencies = [("consent", "0017_suppressions_name_an_address")]
    operations = [
        migrations.AddField(
            model_name="rightsrequest",
            name="name_key",
            field=audit.fields.BlindIndexField(help_text="Several who read one address ask each for themselves."),
        ),
    ]
