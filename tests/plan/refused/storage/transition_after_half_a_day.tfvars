# says: uploads_lifecycle.transitions must give a whole number of days, 0 or more, for each storage class.
uploads_lifecycle = { transitions = { GLACIER_IR = 0.5 } }
