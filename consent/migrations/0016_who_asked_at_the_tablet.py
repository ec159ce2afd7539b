"""Who made the number for the tablet is known; who stood there is not: the words say so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0015_whom_a_step_was_told_to")]
    operations = [
        migrations.AlterField(
            model_name="authorization",
            name="stood_by",
            field=models.UUIDField(
                help_text="The member of staff who made the number for the tablet, or entered the paper.", null=True
            ),
        ),
    ]
