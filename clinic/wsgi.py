"""The web server's way in. It does not start with the wrong keys, nor while the database does not guard the book."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
application = get_wsgi_application()

from audit.database_roles.start_up import require_guarded_book  # noqa: E402  (they need the applications)
from audit.keys import require_right_keys  # noqa: E402

require_guarded_book()
require_right_keys()
