# says: uploads_lifecycle.transitions may not name GLACIER or DEEP_ARCHIVE: an original must be restored from these before it can be read, so its asset could not be reprocessed.
uploads_lifecycle = { transitions = { GLACIER = 90 } }
