# says: permissions_boundary_arn must be the ARN of an IAM policy, such as arn:aws:iam::111122223333:policy/boundary, or null.
# alone
permissions_boundary_arn = "arn:aws:iam::111122223333:role/boundary"
