"""The list of the book starts anywhere in the order of any of its columns, however many rows there are."""


import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0005_two_marks_of_review'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditevent',
            index=django.contrib.postgres.indexes.GinIndex(fields=['categories'], name='audit_event_categories'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['word', 'id'], name='audit_event_by_word'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['actor_kind', 'id'], name='audit_event_by_kind'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['actor_role', 'id'], name='audit_event_by_role'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['purpose', 'id'], name='audit_event_by_purpose'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['categories', 'id'], name='audit_event_by_category'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['saw_protected', 'id'], name='audit_event_by_protected'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['outcome', 'id'], name='audit_event_by_outcome'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['place', 'id'], name='audit_event_by_place'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['address', 'id'], name='audit_event_by_address'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(models.Func('people', function='cardinality'), models.F('id'), name='audit_event_by_people'),
        ),
    ]
