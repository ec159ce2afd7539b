"""Messages that a campaign asks for."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0023_no_index_that_nobody_reads'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='origin',
            field=models.CharField(choices=[('journey', 'Journey'), ('notice', 'Notice'), ('campaign', 'Campaign')], max_length=12),
        ),
    ]
