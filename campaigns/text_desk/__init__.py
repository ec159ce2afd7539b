"""Staff pages of texts: write, look, ask, read, publish."""
