"""Staff pages of numbers: what became of messages, without anybody in particular."""
