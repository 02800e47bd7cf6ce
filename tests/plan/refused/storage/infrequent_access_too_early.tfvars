# says: uploads_lifecycle.transitions must give STANDARD_IA and ONEZONE_IA 30 days or more: S3 moves nothing there earlier.
uploads_lifecycle = { transitions = { STANDARD_IA = 29 } }
