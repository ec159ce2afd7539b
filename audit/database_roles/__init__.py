"""Who may do what in the database: one table (`rights`), granted after each `migrate`, checked at each start."""

from audit.database_roles.granting import database_statements, grant
from audit.database_roles.rights import Role

__all__ = ["Role", "database_statements", "grant"]
