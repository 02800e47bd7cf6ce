"""Who may do what: decisions that ministack leaves out, and a log of every decision."""
