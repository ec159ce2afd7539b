"""What the long batteries do, once and small."""
