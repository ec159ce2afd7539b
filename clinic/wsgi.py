"""The web server's way in. It does not start with the wrong keys."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
application = get_wsgi_application()

from audit.keys import require_right_keys  # noqa: E402  (needs the applications)

require_right_keys()
