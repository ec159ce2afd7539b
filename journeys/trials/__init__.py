"""What measurements and long proofs stand on: a database of their own, child processes, invented people, a journal
of what left. Nothing here is part of the running product, and nothing touches its data."""
