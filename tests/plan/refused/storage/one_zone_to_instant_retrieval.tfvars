# says: uploads_lifecycle.transitions may name ONEZONE_IA or GLACIER_IR: S3 does not move objects from the first to the second.
uploads_lifecycle = { transitions = { ONEZONE_IA = 30, GLACIER_IR = 90 } }
