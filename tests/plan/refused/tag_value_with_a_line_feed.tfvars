# says: tags must have keys of 1 to 128 characters and values of at most 256: letters, digits, spaces and _ . : / = + - @.
tags = { Owner = "media\nvideo" }
