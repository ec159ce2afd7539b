"""Who looked at a person, and whom an account saw: the accounting of reads, for privacy officers."""
