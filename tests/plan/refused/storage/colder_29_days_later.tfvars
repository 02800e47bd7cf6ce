# says: uploads_lifecycle.transitions must move originals to colder classes only (STANDARD_IA, INTELLIGENT_TIERING, ONEZONE_IA, GLACIER_IR), each later than the one before, and 30 days later after STANDARD_IA.
uploads_lifecycle = { transitions = { STANDARD_IA = 30, GLACIER_IR = 59 } }
