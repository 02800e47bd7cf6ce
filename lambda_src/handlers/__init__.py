"""The entry points of the functions, one module per function."""
