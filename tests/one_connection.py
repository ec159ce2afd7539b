"""Tests hand messages over one after the other, in their own thread and on their own connection to the database, unless
they ask for more. A plugin: settings are read before any conftest."""

import os

for name in ("MAIL_CONNECTIONS", "SMS_CONNECTIONS"):
    os.environ.setdefault(name, "1")
