"""Bounces and complaints as mail servers write them, made here."""

OURS = "0190a1b2-0000-7000-8000-000000000001"
TO = "ana@mail.example"
RETURNED = f"""From: clinic@clinic.example
To: {TO}
Subject: A note from the clinic
Message-ID: <{OURS}@clinic.example>

Hello
"""


def dsn(
    diagnostic: str,
    *,
    status: str = "5.0.0",
    action: str = "failed",
    to: str = TO,
    said: str = "",
    returned: str = RETURNED,
) -> bytes:
    """As Postfix writes it (RFC 3464)."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@relay.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: clinic@clinic.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

This is the mail system at host relay.example.

<{to}>: host mx.mail.example[192.0.2.1] said: {said or diagnostic}

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b1
Content-Type: message/rfc822

{returned}
--b1--
""".encode()


def exim(answer: str, *, after: str = "RCPT TO:<ana@mail.example>") -> bytes:
    return f"""X-Failed-Recipients: {TO}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@relay.example>
To: clinic@clinic.example
Subject: Mail delivery failed: returning message to sender

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {TO}
    SMTP error from remote mail server after {after}:
    host mx.mail.example [192.0.2.1]: {answer}

------ This is a copy of the message, including all the headers. ------

Return-path: <clinic@clinic.example>
Received: from clinic by relay.example with local (Exim 4.96)
{RETURNED}""".encode()


def qmail(answer: str) -> bytes:
    return f"""Received: (qmail 10000 invoked for bounce); 1 Apr 2026 14:59:45 -0000
From: MAILER-DAEMON@relay.example
To: clinic@clinic.example
Subject: failure notice

Hi. This is the qmail-send program at relay.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<{TO}>:
{answer}

--- Below this line is a copy of the message.

Return-Path: <clinic@clinic.example>
Received: (qmail 10000 invoked by alias); 31 Mar 2026 13:59:43 -0000
{RETURNED}""".encode()


def complaint(feedback: str = "abuse", *, to: str = TO, returned: str = RETURNED) -> bytes:
    """RFC 5965. Without `to` the service has blacked it out (RFC 6590)."""
    named = f"Original-Rcpt-To: <{to}>\n" if to else ""
    return f"""From: <abusedesk@mail.example>
To: <clinic@clinic.example>
Subject: FW: A note from the clinic
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b1"

--b1
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report.

--b1
Content-Type: message/feedback-report

Feedback-Type: {feedback}
User-Agent: SomeGenerator/1.0
Version: 1
{named}
--b1
Content-Type: message/rfc822
Content-Disposition: inline

{returned}
--b1--
""".encode()


ABSENT = b"""From: Ana <ana@mail.example>
To: clinic@clinic.example
Subject: Automatic reply: A note from the clinic
Auto-Submitted: auto-replied

I am away until Monday.
"""
PLAIN = b"""From: Ana <ana@mail.example>
To: clinic@clinic.example
Subject: My appointment

User unknown? No, it is me. Is my mailbox full?
"""
