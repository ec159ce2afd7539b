"""Places outside the database that are told about the newest seal. One small file for each kind."""
