"""Notifications of Amazon SNS, which carries what Amazon SES reports: verified before they are read."""
