"""What writes into the book, and what may be opened by whom: read from tables and from the code itself."""
