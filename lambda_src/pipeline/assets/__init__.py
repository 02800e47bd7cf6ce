"""The asset record: what it holds, what may change it, what others are told of it."""
