"""Text from outside: read strictly, shown on one line, and points in time."""
