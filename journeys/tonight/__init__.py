"""The desk pages of the night that comes: what it will do, what is held, and the switch that stops sending."""
