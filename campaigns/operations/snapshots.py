"""The audience of a campaign, taken when it begins: one statement, by the rules that were approved."""

from datetime import datetime

from django.db import connection, transaction

from audit.blind import held_out_seed
from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.audiences import people_of
from campaigns.campaign_plans import rules_of
from campaigns.enums import CampaignState
from campaigns.models import Campaign

#: As `campaigns.domain.campaigns.is_held_out`.
HELD_OUT = """
    (get_byte(sha256(%(seed)s || uuid_send(p.id)), 0) * 65536
     + get_byte(sha256(%(seed)s || uuid_send(p.id)), 1) * 256
     + get_byte(sha256(%(seed)s || uuid_send(p.id)), 2)) %% 100 < %(share)s
"""
# A random id puts the audience into an order that says nothing about anybody.
_TAKE = """
    INSERT INTO campaigns_campaignmember (id, campaign_id, person_id, arm, reason)
    SELECT gen_random_uuid(), %(campaign)s, p.id, CASE WHEN {held_out} THEN 'control' ELSE 'sent' END, ''
    FROM ({audience}) AS p (id)
    ON CONFLICT DO NOTHING
"""


@transaction.atomic
def take_snapshot(campaign: Campaign, *, by: Actor, now: datetime) -> int:
    """Who is in the audience at `now`, and who of them is held out. `campaign` is locked, scheduled and due; it is
    being sent from then on. Returns how many they are."""
    audience, told = people_of(rules_of(campaign), now).order_by().values("pk").query.sql_with_params()
    values = {
        "campaign": campaign.pk,
        "seed": held_out_seed(str(campaign.pk)),
        "share": campaign.control_share,
        **{f"told_{number}": value for number, value in enumerate(told)},
    }
    named = audience % tuple(f"%(told_{number})s" for number in range(len(told)))
    with connection.cursor() as cursor:
        cursor.execute(_TAKE.format(held_out=HELD_OUT, audience=named), values)
        number = int(cursor.rowcount)
    campaign.state, campaign.audience_at, campaign.audience_number = CampaignState.SENDING, now, number
    campaign.save(update_fields=["state", "audience_at", "audience_number"])
    record_change(
        word=AuditWord.RUN,
        actor=by,
        fields=["campaigns.campaign"],
        details={"campaign": str(campaign.pk), "slug": campaign.slug, "step": "sending", "people": number},
    )
    return number
