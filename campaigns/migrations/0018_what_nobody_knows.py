"""What becomes of messages that nobody knows of: settled by a person, and sent a second time, once."""

import audit.domain.uuid7
import django.db.models.deletion
from django.db import migrations, models

_ARROWS = """
CREATE OR REPLACE FUNCTION public.campaigns_message_arrow() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    {second_try}
    IF (OLD.state || '>' || NEW.state) NOT IN (
        'planned>held', 'planned>leased', 'planned>refused', 'planned>expired',
        'held>planned', 'held>refused', 'held>expired',
        'leased>planned', 'leased>held', 'leased>handing_over', 'leased>refused', 'leased>expired', 'leased>failed',
        'handing_over>accepted', 'handing_over>retry', 'handing_over>failed', 'handing_over>unknown',
        'retry>held', 'retry>leased', 'retry>refused', 'retry>expired',
        'accepted>delivered', 'accepted>bounced', 'accepted>complained',
        'delivered>bounced', 'delivered>complained', 'bounced>complained',{failed}
        'unknown>accepted', 'unknown>delivered', 'unknown>bounced', 'unknown>complained'
    ) THEN
        RAISE EXCEPTION 'a message cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
#: A second try is counted when it is planned, and there is one. Where it is not under way, the first counts again.
_SECOND_TRY = """
    IF OLD.state = 'unknown' AND NEW.state = 'planned' AND OLD.resends = 0 AND NEW.resends = 1 THEN
        RETURN NEW;
    END IF;
    IF NEW.state = 'unknown' AND OLD.resends = 1 AND NEW.resends = 1
       AND OLD.state IN ('planned', 'held', 'leased', 'retry', 'refused', 'expired', 'failed') THEN
        RETURN NEW;
    END IF;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0017_what_another_message_says'),
        ('clinic', '0015_what_nobody_knows'),
        ('patients', '0010_tasks_of_the_desk'),
    ]

    operations = [
        migrations.RunSQL(
            _ARROWS.format(second_try=_SECOND_TRY, failed=" 'unknown>failed',"),
            _ARROWS.format(second_try="", failed=""),
        ),
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.UUIDField(default=audit.domain.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('found', models.CharField(choices=[('arrived', 'It arrived'), ('not-arrived', 'It did not arrive'), ('sent-again', 'It is sent a second time')], max_length=12)),
                ('basis', models.CharField(choices=[('service-log', 'The log of the mail service says so'), ('patient', 'The patient says so'), ('service', 'The mail service says so, asked by staff'), ('polled', 'The mail service says so, asked by this system'), ('no-word', 'Nobody reported on it for too long')], max_length=12)),
                ('settled_by', models.CharField(blank=True, help_text='Which member of staff; blank: this system.', max_length=64)),
                ('settled_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('settled_at', 'id'),
                'default_permissions': ('view', 'add'),
            },
        ),
        migrations.AddField(
            model_name='message',
            name='resends',
            field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='1: sent a second time, as nobody knew about the first.'),
        ),
        migrations.AddField(
            model_name='messagetemplate',
            name='resend_unknown',
            field=models.BooleanField(db_default=False, default=False, help_text='For reminders that must not be missed: when nobody knows whether one arrived and no report comes, it is sent a second time, once. Now and then somebody then gets it twice. Only for the purpose treatment.', verbose_name='send again once if nobody knows'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'unknown')), fields=['handed_over_at', 'id'], name='campaigns_message_unknown'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('resends', 1)), fields=['state'], name='campaigns_message_resent'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('resends__lte', 1)), name='campaigns_resent_once'),
        ),
        migrations.AddConstraint(
            model_name='messagetemplate',
            constraint=models.CheckConstraint(condition=models.Q(('resend_unknown', False), ('purpose', 'treatment'), _connector='OR'), name='campaigns_resend_treatment_only', violation_error_message='Only texts of the purpose treatment may be sent again.'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='message',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='settlements', to='campaigns.message'),
        ),
        migrations.AddIndex(
            model_name='settlement',
            index=models.Index(fields=['-settled_at'], name='campaigns_settlement_latest'),
        ),
    ]
