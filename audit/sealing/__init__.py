"""Sealing the book: signed batches, anchors outside, verification. Uses the door for nothing: it never sees PHI."""
