"""The book as a list: filtered and sorted by every element, quick at millions of rows."""
