"""λ ingest-orchestrator, step by step: claim, probe, submit, record."""
