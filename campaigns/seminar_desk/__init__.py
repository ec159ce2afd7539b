"""Staff pages of seminars."""
