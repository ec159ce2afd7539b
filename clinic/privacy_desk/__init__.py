"""The privacy officer's desk: is everything in order, what was read, what leaves."""
