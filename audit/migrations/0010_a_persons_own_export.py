"""A file may be a person's own record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0009_stamped_by_the_database_and_kept"),
    ]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="kind",
            field=models.CharField(
                choices=[
                    ("events-csv", "Events as CSV"),
                    ("events-jsonl", "Events as JSON lines"),
                    ("who-looked", "Who looked at a record"),
                    ("revealed-by", "Whose data an account saw"),
                    ("evidence", "Evidence pack"),
                    ("person", "A person's record"),
                ],
                max_length=20,
            ),
        ),
    ]
