"""Staff pages of messages, texts and segments."""

from campaigns.admin import guides, messages, segments, texts

__all__ = ["guides", "messages", "segments", "texts"]
