"""Stand-ins for AWS and for time, held in memory."""
