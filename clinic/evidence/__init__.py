"""The evidence pack: one dated ZIP for an auditor."""
