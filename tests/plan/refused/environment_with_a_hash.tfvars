# says: environment must be a value that AWS takes for a tag: at most 256 letters, digits, spaces and _ . : / = + - @.
environment = "dev#1"
