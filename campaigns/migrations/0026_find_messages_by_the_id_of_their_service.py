"""A report that holds no id of ours finds its message along an index."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0025_one_off_campaigns'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(models.Q(('receipt', ''), _negated=True), models.Q(('receipt__startswith', '<'), _negated=True)), fields=['receipt'], name='campaigns_message_receipt'),
        ),
    ]
