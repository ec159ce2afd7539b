import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0007_a_password_somebody_else_set'),
    ]

    operations = [
        migrations.AddField(
            model_name='staffsession',
            name='halfway',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='notice',
            name='alert',
            field=models.CharField(blank=True, choices=[('break-glass', 'Emergency access to a record was opened.'), ('review-waiting', 'Unusual reads are waiting for your review.'), ('review-overdue', 'An emergency access was not reviewed within 72 hours.'), ('seal-lag', 'The access book is not being sealed.'), ('anchor-failed', 'Seals of the access book do not reach an outside place.'), ('book-closed', 'The access book cannot be written: no record can be opened.'), ('grant-asked', "A role waits for a second person's decision."), ('second-factor-changed', 'Your second factor was changed. Was it not you? Tell your privacy officer at once.'), ('password-set', 'A password was set by somebody else. Was it not wanted? Tell your privacy officer at once.'), ('profile-changed', 'Name, address, home or manager of an administrator or privacy officer was changed.'), ('guard-let-go', 'An administrator or privacy officer lost their access.'), ('not-justified', 'An emergency access was found not justified: it needs an answer.'), ('task-stopped', 'A task that watches over the clinic does not run.'), ('guessing', 'Somebody is trying to sign in as a colleague, from many places.'), ('access-review', 'Please keep or end the access of your team.'), ('baa-ending', 'A business associate agreement is about to end.'), ('baa-missing', 'Messages are not sent: the vendor has no active agreement.'), ('training-due', 'Training of a member of staff is about to expire.'), ('risk-assessment-due', 'A risk assessment is due.'), ('leak-found', 'The weekly leak check found something.'), ('retention-due', 'Events older than six years may be archived.')], max_length=32),
        ),
        migrations.CreateModel(
            name='SignInLane',
            fields=[
                ('lane', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=64)),
                ('failed_at', models.DateTimeField(help_text='Last judged and wrong.')),
                ('told_at', models.DateTimeField(help_text='Last line of the book about tries that were turned away.', null=True)),
                ('turned_away', models.PositiveIntegerField(default=0, help_text='Since that line.')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['name', 'failed_at'], name='sign_in_lanes_of_a_name')],
            },
        ),
    ]
