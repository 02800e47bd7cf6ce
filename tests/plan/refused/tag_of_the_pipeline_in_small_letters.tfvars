# says: tags must have keys that differ in more than capitals, from each other and from the pipeline's own tags (Environment, ManagedBy, Pipeline, Project): IAM refuses the rest.
tags = { environment = "x" }
