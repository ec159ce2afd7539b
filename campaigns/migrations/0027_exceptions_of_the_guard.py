"""What a second person let pass, who wrote a draft, and texts that staff send to themselves."""

import audit.domain.uuid7
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION public.campaigns_exception_answered_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'what was asked of the guard stays' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.answer <> '' OR (
        OLD.version_id, OLD.text_digest, OLD.part, OLD.rule, OLD.word, OLD.reason, OLD.asked_by, OLD.asked_at
    ) IS DISTINCT FROM (
        NEW.version_id, NEW.text_digest, NEW.part, NEW.rule, NEW.word, NEW.reason, NEW.asked_by, NEW.asked_at
    ) THEN
        RAISE EXCEPTION 'an exception is answered once, and nothing else of it changes'
            USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM campaigns_templateversion WHERE id = NEW.version_id AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a published text has no new exceptions' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER campaigns_exception_answered_once BEFORE UPDATE OR DELETE ON campaigns_guardexception
    FOR EACH ROW EXECUTE FUNCTION public.campaigns_exception_answered_once();
"""

BACKWARD = """
DROP TRIGGER campaigns_exception_answered_once ON campaigns_guardexception;
DROP FUNCTION public.campaigns_exception_answered_once();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0026_find_messages_by_the_id_of_their_service'),
        ('clinic', '0016_limits_of_a_vendor'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GuardException',
            fields=[
                ('id', models.UUIDField(default=audit.domain.uuid7.uuid7, editable=False, primary_key=True, serialize=False)),
                ('text_digest', models.CharField(max_length=64)),
                ('part', models.CharField(max_length=12)),
                ('rule', models.CharField(max_length=40)),
                ('word', models.CharField(max_length=200)),
                ('reason', models.CharField(max_length=300, verbose_name='why')),
                ('asked_by', models.CharField(max_length=64)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('granted', 'Granted'), ('refused', 'Refused')], max_length=8)),
                ('answered_by', models.CharField(blank=True, max_length=64)),
                ('answered_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ('-asked_at', '-id'),
                'default_permissions': ('view', 'add', 'answer'),
            },
        ),
        migrations.AddField(
            model_name='staffmail',
            name='text',
            field=models.ForeignKey(help_text='What somebody sends to themselves.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.templateversion'),
        ),
        migrations.AddField(
            model_name='templateversion',
            name='written_by',
            field=models.CharField(blank=True, editable=False, help_text='Who changed its words last: somebody else publishes them.', max_length=64),
        ),
        migrations.AlterField(
            model_name='staffmail',
            name='notice',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='clinic.notice'),
        ),
        migrations.AddConstraint(
            model_name='staffmail',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('notice', None), ('text__isnull', False)), models.Q(('notice__isnull', False), ('text', None)), _connector='OR'), name='campaigns_staff_mail_about_one_thing'),
        ),
        migrations.AddField(
            model_name='guardexception',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exceptions', to='campaigns.templateversion'),
        ),
        migrations.AddIndex(
            model_name='guardexception',
            index=models.Index(condition=models.Q(('answer', '')), fields=['asked_at'], name='campaigns_exception_open'),
        ),
        migrations.AddConstraint(
            model_name='guardexception',
            constraint=models.UniqueConstraint(condition=models.Q(('answer', 'refused'), _negated=True), fields=('version', 'text_digest', 'part', 'rule', 'word'), name='campaigns_exception_once'),
        ),
        migrations.AddConstraint(
            model_name='guardexception',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', '')), models.Q(models.Q(('answer', ''), _negated=True), models.Q(('answered_by', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='campaigns_exception_answered'),
        ),
        migrations.AddConstraint(
            model_name='guardexception',
            constraint=models.CheckConstraint(condition=models.Q(('answered_by', models.F('asked_by')), _negated=True), name='campaigns_exception_second_person'),
        ),
        migrations.AddConstraint(
            model_name='guardexception',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='campaigns_exception_reason'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
