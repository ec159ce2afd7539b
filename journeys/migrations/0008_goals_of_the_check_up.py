"""What was a rule of the check-up's trigger is a goal of its versions; what is about one's own care is not capped."""

from django.db import migrations, models


SAID_BY_THE_VERSION = """
ALTER TABLE journeys_journeyversion DISABLE TRIGGER journeys_published_stays;
UPDATE journeys_journeyversion v SET goals = '{booked}', exits = '{came}' FROM journeys_journey j
WHERE j.id = v.journey_id AND j.trigger = 'check-up-due' AND v.goals = '{}' AND v.exits = '{}';
UPDATE journeys_journeyversion v SET is_capped = false FROM journeys_journey j
WHERE j.id = v.journey_id AND j.slug IN ('welcome', 'appointment-reminder', 'post-op-care');
ALTER TABLE journeys_journeyversion ENABLE TRIGGER journeys_published_stays;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('clinic', '0014_rehearsed_released_capped'),
        ('journeys', '0007_versions_say_all'),
        ('patients', '0010_tasks_of_the_desk'),
    ]

    operations = [
        migrations.RunSQL(SAID_BY_THE_VERSION, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='enrolment',
            index=models.Index(condition=models.Q(('state', 'active'), _negated=True), fields=['version', 'anchor_at'], name='journeys_enrolment_ended'),
        ),
    ]
