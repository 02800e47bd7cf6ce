# says: vpc_config needs at least one security group and one subnet
vpc_config = { security_group_ids = ["sg-0abc"], subnet_ids = [] }
