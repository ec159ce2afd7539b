class EmbeddedPostgresError(RuntimeError):
    """Says what failed, where, and what to do about it."""
