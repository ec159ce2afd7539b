"""A sample clinic made through the public operations: all of its people are invented."""
