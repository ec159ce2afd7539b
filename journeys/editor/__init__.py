"""Where a journey manager drafts journeys: forms, the picture beside them, what speaks against a draft, reviews."""
