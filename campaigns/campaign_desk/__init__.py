"""Staff pages of one-off campaigns."""
