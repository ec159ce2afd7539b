"""When staff lifted a suppression: what happened before must not bring it back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0024_answers_to_text_messages")]
    operations = [
        migrations.AddField(
            model_name="suppression",
            name="lifted_at",
            field=models.DateTimeField(
                help_text="When staff lifted it last: what happened before counts no more.", null=True
            ),
        ),
    ]
