# says: uploads_lifecycle.transitions takes the storage classes STANDARD_IA, INTELLIGENT_TIERING, ONEZONE_IA and GLACIER_IR.
uploads_lifecycle = { transitions = { glacier_ir = 30 } }
