# says: publisher_role_arns must name a role
publisher_role_arns = []
