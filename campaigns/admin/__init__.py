"""Staff pages of messages, texts and segments."""

from campaigns.admin import messages, segments, texts

__all__ = ["messages", "segments", "texts"]
