"""What is made of which source: data, and the words that it is kept in."""
