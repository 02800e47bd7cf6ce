"""What roles are granted, what they used, and what only plan tests can prove."""
