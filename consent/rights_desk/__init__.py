"""The desk of people's rights: requests with their clocks, answers, disclosures, and the person's own export."""
