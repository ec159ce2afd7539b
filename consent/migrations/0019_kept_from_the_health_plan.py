"""What somebody paid for in full is kept from their health plan if they ask (45 CFR 164.522(a)(1)(vi))."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0018_who_asks_at_an_address"),
    ]

    operations = [
        migrations.AddField(
            model_name="restriction",
            name="request",
            field=models.ForeignKey(
                help_text="In its words: which service.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="consent.rightsrequest",
            ),
        ),
        migrations.AlterField(
            model_name="restriction",
            name="covers",
            field=models.CharField(
                choices=[
                    ("all-but-care", "Nothing but messages about care"),
                    ("all-messages", "No messages at all"),
                    ("health-plan", "Nothing to the health plan about what they paid for in full"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="rightsrequest",
            name="kind",
            field=models.CharField(
                choices=[
                    ("access", "See or get a copy of my record (45 CFR 164.524)"),
                    ("amendment", "Have something corrected (45 CFR 164.526)"),
                    ("accounting", "Know to whom it was disclosed (45 CFR 164.528)"),
                    ("confidential", "Use another address for me (45 CFR 164.522(b))"),
                    ("restriction", "Use it for less (45 CFR 164.522(a))"),
                    ("health-plan", "Not tell my health plan what I paid for in full (45 CFR 164.522(a)(1)(vi))"),
                    ("erasure", "Erase my subscription (GDPR 17)"),
                    ("portability", "Get my subscription data as a file (GDPR 20)"),
                ],
                max_length=20,
            ),
        ),
    ]
