"""The link in a mail opens one step, for whom it was told to; who is recognised later reads only what they are told."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0014_older_papers_stay_ended"),
        ("patients", "0009_people_without_review_keys"),
    ]
    operations = [
        migrations.AddField(
            model_name="rightsstep",
            name="told_to",
            field=models.ForeignKey(
                help_text="Who may read it over a link: nobody else ever.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="patients.person",
            ),
        ),
    ]
