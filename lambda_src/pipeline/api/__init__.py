"""What HTTP needs, and nothing of AWS: who calls, and what is answered where something is wrong."""
