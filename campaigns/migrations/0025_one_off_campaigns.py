"""One-off campaigns and their audiences. What was approved stays as it is, and states follow their arrows."""

import audit.domain.uuid7
import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION public.campaigns_campaign_arrow() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN (
        'draft>approved', 'draft>cancelled',
        'approved>draft', 'approved>scheduled', 'approved>cancelled',
        'scheduled>draft', 'scheduled>sending', 'scheduled>cancelled',
        'sending>paused', 'sending>done', 'sending>cancelled',
        'paused>sending', 'paused>done', 'paused>cancelled'
    ) THEN
        RAISE EXCEPTION 'a campaign cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state <> 'draft' AND NEW.state <> 'draft' AND (
        OLD.template_id, OLD.segment_id, OLD.rules, OLD.channel, OLD.control_share, OLD.starts_at, OLD.ends_at,
        OLD.throttle, OLD.written_by
    ) IS DISTINCT FROM (
        NEW.template_id, NEW.segment_id, NEW.rules, NEW.channel, NEW.control_share, NEW.starts_at, NEW.ends_at,
        NEW.throttle, NEW.written_by
    ) THEN
        RAISE EXCEPTION 'an approved campaign stays as it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER campaigns_campaign_arrow BEFORE UPDATE ON campaigns_campaign
    FOR EACH ROW EXECUTE FUNCTION public.campaigns_campaign_arrow();
"""

BACKWARD = """
DROP TRIGGER campaigns_campaign_arrow ON campaigns_campaign;
DROP FUNCTION public.campaigns_campaign_arrow();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0024_messages_of_campaigns'),
        ('patients', '0010_tasks_of_the_desk'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.UUIDField(default=audit.domain.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'SMS')], max_length=8)),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='too late after')),
                ('throttle', models.PositiveIntegerField(default=0, help_text='0: as fast as it goes.', verbose_name='at most in an hour')),
                ('control_share', models.PositiveSmallIntegerField(default=0, help_text='So many of a hundred get nothing, and show what would have happened without it. At most 50.', verbose_name='held out, per cent')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('approved', 'Approved'), ('scheduled', 'Scheduled'), ('sending', 'Sending'), ('paused', 'Paused'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='draft', max_length=12)),
                ('why', models.CharField(blank=True, help_text='Why it is paused, where nobody paused it.', max_length=40)),
                ('written_by', models.CharField(max_length=64)),
                ('written_at', models.DateTimeField()),
                ('approved_by', models.CharField(blank=True, max_length=64)),
                ('approved_at', models.DateTimeField(null=True)),
                ('rules', models.JSONField(blank=True, default=list, help_text="The segment's rules when it was approved.")),
                ('texts', models.JSONField(blank=True, default=list, help_text='The versions of the text that were approved.')),
                ('audience_at', models.DateTimeField(help_text='When its audience was taken.', null=True)),
                ('audience_number', models.PositiveIntegerField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('segment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='campaigns.segment')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='campaigns.messagetemplate', verbose_name='text')),
            ],
            options={
                'ordering': ('-written_at', '-id'),
                'default_permissions': ('view', 'add', 'change', 'approve'),
            },
        ),
        migrations.CreateModel(
            name='CampaignMember',
            fields=[
                ('id', models.UUIDField(default=audit.domain.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('arm', models.CharField(choices=[('sent', 'Gets it'), ('control', 'Held out')], max_length=8)),
                ('reason', models.CharField(blank=True, help_text='Why nobody planned a message.', max_length=40)),
                ('not_before', models.DateTimeField(help_text='When the weekly cap has room.', null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='campaigns.campaign')),
                ('message', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaign_member', to='campaigns.message')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='patients.person')),
            ],
            options={
                'default_permissions': ('view',),
            },
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=models.Index(condition=models.Q(('state__in', ['scheduled', 'sending', 'paused'])), fields=['starts_at'], name='campaigns_campaign_going'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', models.F('written_by')), _negated=True), name='campaigns_campaign_second_person'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'cancelled')), models.Q(models.Q(('approved_by', ''), _negated=True), ('approved_at__isnull', False)), _connector='OR'), name='campaigns_campaign_approved'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('control_share__lte', 50)), name='campaigns_campaign_control'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='campaigns_campaign_ends'),
        ),
        migrations.AddIndex(
            model_name='campaignmember',
            index=models.Index(condition=models.Q(('arm', 'sent'), ('settled_at', None)), fields=['campaign', 'id'], name='campaigns_member_pending'),
        ),
        migrations.AddConstraint(
            model_name='campaignmember',
            constraint=models.UniqueConstraint(fields=('campaign', 'person'), name='campaigns_member_once'),
        ),
        migrations.AddConstraint(
            model_name='campaignmember',
            constraint=models.CheckConstraint(condition=models.Q(('arm', 'sent'), ('message', None), _connector='OR'), name='campaigns_member_held_out_gets_nothing'),
        ),
        migrations.AddConstraint(
            model_name='campaignmember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('message', None), ('reason', ''), ('settled_at', None)), models.Q(('settled_at__isnull', False), models.Q(('message__isnull', False), models.Q(('reason', ''), _negated=True), _connector='OR')), _connector='OR'), name='campaigns_member_settled'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
