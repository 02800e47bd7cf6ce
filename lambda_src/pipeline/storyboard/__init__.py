"""Pictures for a seek bar, and the one that stands for a film: from texts and names alone."""
