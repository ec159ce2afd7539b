"""Signing in: a password, then a second factor; for how long; and what stops guessers (45 CFR 164.312(d))."""
