"""The second look at reads: rules over the book, cases for a privacy officer, and who saw whom."""
