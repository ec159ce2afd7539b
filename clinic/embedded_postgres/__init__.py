"""PostgreSQL for one machine: started by the first process that needs it, stopped by the last to leave.

    server = hold(Path("var"))        # a few milliseconds when it runs already
    DATABASES = {"default": server.as_django("revisit")}

All state is in the given folder, or where `postgres.at` in it says: see docs/adr/0001-embedded-postgresql.md.
"""

from clinic.embedded_postgres.errors import EmbeddedPostgresError
from clinic.embedded_postgres.holding import Server, hold

__all__ = ["EmbeddedPostgresError", "Server", "hold"]
