# says: tags must not have keys that begin with aws: because AWS keeps them for itself.
tags = { "AWS:owner" = "media" }
