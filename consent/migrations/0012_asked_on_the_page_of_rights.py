"""Requests for a right may come over a page of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0011_newsletter_form'),
    ]

    operations = [
        migrations.AlterField(
            model_name='authorization',
            name='revoked_via',
            field=models.CharField(blank=True, choices=[('one-click', 'One-click unsubscribe (RFC 8058)'), ('preference-page', 'Preference page'), ('sign-up-form', 'Sign-up form'), ('confirmed', 'Confirmed from the mailbox'), ('staff', 'Entered by staff'), ('import', 'Imported with date, source and text version'), ('paper', 'Paper form'), ('link', 'Signed over a link'), ('tablet', "Signed on the clinic's tablet"), ('booth', 'List at a booth or event'), ('letter', 'By letter'), ('rights-page', "Form for requests about one's own data"), ('browser-signal', "The browser's Global Privacy Control or Do Not Track")], max_length=20),
        ),
        migrations.AlterField(
            model_name='authorization',
            name='via',
            field=models.CharField(choices=[('one-click', 'One-click unsubscribe (RFC 8058)'), ('preference-page', 'Preference page'), ('sign-up-form', 'Sign-up form'), ('confirmed', 'Confirmed from the mailbox'), ('staff', 'Entered by staff'), ('import', 'Imported with date, source and text version'), ('paper', 'Paper form'), ('link', 'Signed over a link'), ('tablet', "Signed on the clinic's tablet"), ('booth', 'List at a booth or event'), ('letter', 'By letter'), ('rights-page', "Form for requests about one's own data"), ('browser-signal', "The browser's Global Privacy Control or Do Not Track")], max_length=20),
        ),
        migrations.AlterField(
            model_name='noticeacknowledgement',
            name='via',
            field=models.CharField(choices=[('one-click', 'One-click unsubscribe (RFC 8058)'), ('preference-page', 'Preference page'), ('sign-up-form', 'Sign-up form'), ('confirmed', 'Confirmed from the mailbox'), ('staff', 'Entered by staff'), ('import', 'Imported with date, source and text version'), ('paper', 'Paper form'), ('link', 'Signed over a link'), ('tablet', "Signed on the clinic's tablet"), ('booth', 'List at a booth or event'), ('letter', 'By letter'), ('rights-page', "Form for requests about one's own data"), ('browser-signal', "The browser's Global Privacy Control or Do Not Track")], max_length=20),
        ),
        migrations.AlterField(
            model_name='optin',
            name='via',
            field=models.CharField(choices=[('one-click', 'One-click unsubscribe (RFC 8058)'), ('preference-page', 'Preference page'), ('sign-up-form', 'Sign-up form'), ('confirmed', 'Confirmed from the mailbox'), ('staff', 'Entered by staff'), ('import', 'Imported with date, source and text version'), ('paper', 'Paper form'), ('link', 'Signed over a link'), ('tablet', "Signed on the clinic's tablet"), ('booth', 'List at a booth or event'), ('letter', 'By letter'), ('rights-page', "Form for requests about one's own data"), ('browser-signal', "The browser's Global Privacy Control or Do Not Track")], max_length=20),
        ),
        migrations.AlterField(
            model_name='pause',
            name='via',
            field=models.CharField(choices=[('one-click', 'One-click unsubscribe (RFC 8058)'), ('preference-page', 'Preference page'), ('sign-up-form', 'Sign-up form'), ('confirmed', 'Confirmed from the mailbox'), ('staff', 'Entered by staff'), ('import', 'Imported with date, source and text version'), ('paper', 'Paper form'), ('link', 'Signed over a link'), ('tablet', "Signed on the clinic's tablet"), ('booth', 'List at a booth or event'), ('letter', 'By letter'), ('rights-page', "Form for requests about one's own data"), ('browser-signal', "The browser's Global Privacy Control or Do Not Track")], max_length=20),
        ),
        migrations.AlterField(
            model_name='preference',
            name='via',
            field=models.CharField(choices=[('one-click', 'One-click unsubscribe (RFC 8058)'), ('preference-page', 'Preference page'), ('sign-up-form', 'Sign-up form'), ('confirmed', 'Confirmed from the mailbox'), ('staff', 'Entered by staff'), ('import', 'Imported with date, source and text version'), ('paper', 'Paper form'), ('link', 'Signed over a link'), ('tablet', "Signed on the clinic's tablet"), ('booth', 'List at a booth or event'), ('letter', 'By letter'), ('rights-page', "Form for requests about one's own data"), ('browser-signal', "The browser's Global Privacy Control or Do Not Track")], max_length=20),
        ),
        migrations.AlterField(
            model_name='restriction',
            name='via',
            field=models.CharField(choices=[('one-click', 'One-click unsubscribe (RFC 8058)'), ('preference-page', 'Preference page'), ('sign-up-form', 'Sign-up form'), ('confirmed', 'Confirmed from the mailbox'), ('staff', 'Entered by staff'), ('import', 'Imported with date, source and text version'), ('paper', 'Paper form'), ('link', 'Signed over a link'), ('tablet', "Signed on the clinic's tablet"), ('booth', 'List at a booth or event'), ('letter', 'By letter'), ('rights-page', "Form for requests about one's own data"), ('browser-signal', "The browser's Global Privacy Control or Do Not Track")], max_length=20),
        ),
        migrations.AlterField(
            model_name='revocation',
            name='via',
            field=models.CharField(choices=[('one-click', 'One-click unsubscribe (RFC 8058)'), ('preference-page', 'Preference page'), ('sign-up-form', 'Sign-up form'), ('confirmed', 'Confirmed from the mailbox'), ('staff', 'Entered by staff'), ('import', 'Imported with date, source and text version'), ('paper', 'Paper form'), ('link', 'Signed over a link'), ('tablet', "Signed on the clinic's tablet"), ('booth', 'List at a booth or event'), ('letter', 'By letter'), ('rights-page', "Form for requests about one's own data"), ('browser-signal', "The browser's Global Privacy Control or Do Not Track")], max_length=20),
        ),
        migrations.AlterField(
            model_name='rightsrequest',
            name='via',
            field=models.CharField(choices=[('one-click', 'One-click unsubscribe (RFC 8058)'), ('preference-page', 'Preference page'), ('sign-up-form', 'Sign-up form'), ('confirmed', 'Confirmed from the mailbox'), ('staff', 'Entered by staff'), ('import', 'Imported with date, source and text version'), ('paper', 'Paper form'), ('link', 'Signed over a link'), ('tablet', "Signed on the clinic's tablet"), ('booth', 'List at a booth or event'), ('letter', 'By letter'), ('rights-page', "Form for requests about one's own data"), ('browser-signal', "The browser's Global Privacy Control or Do Not Track")], max_length=20),
        ),
        migrations.AlterField(
            model_name='riskacknowledgement',
            name='via',
            field=models.CharField(choices=[('one-click', 'One-click unsubscribe (RFC 8058)'), ('preference-page', 'Preference page'), ('sign-up-form', 'Sign-up form'), ('confirmed', 'Confirmed from the mailbox'), ('staff', 'Entered by staff'), ('import', 'Imported with date, source and text version'), ('paper', 'Paper form'), ('link', 'Signed over a link'), ('tablet', "Signed on the clinic's tablet"), ('booth', 'List at a booth or event'), ('letter', 'By letter'), ('rights-page', "Form for requests about one's own data"), ('browser-signal', "The browser's Global Privacy Control or Do Not Track")], max_length=20),
        ),
        migrations.AlterField(
            model_name='trackingchoice',
            name='via',
            field=models.CharField(choices=[('one-click', 'One-click unsubscribe (RFC 8058)'), ('preference-page', 'Preference page'), ('sign-up-form', 'Sign-up form'), ('confirmed', 'Confirmed from the mailbox'), ('staff', 'Entered by staff'), ('import', 'Imported with date, source and text version'), ('paper', 'Paper form'), ('link', 'Signed over a link'), ('tablet', "Signed on the clinic's tablet"), ('booth', 'List at a booth or event'), ('letter', 'By letter'), ('rights-page', "Form for requests about one's own data"), ('browser-signal', "The browser's Global Privacy Control or Do Not Track")], max_length=20),
        ),
    ]
