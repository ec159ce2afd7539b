"""Pages about who may do what: roles asked for and decided, leaving, emergency access, the quarterly review."""
