locals {
  network_interfaces = "arn:${local.partition}:ec2:${local.scope}:network-interface/*"
}

# Lambda makes, finds and removes the function's network interfaces under the
# function's role. It chooses their ids.
data "aws_iam_policy_document" "network" {
  count = var.vpc_config == null ? 0 : 1

  statement {
    sid     = "MakeNetworkInterfaces"
    actions = ["ec2:CreateNetworkInterface"]
    resources = concat(
      [local.network_interfaces],
      [for id in sort(var.vpc_config.security_group_ids) : "arn:${local.partition}:ec2:${local.scope}:security-group/${id}"],
      [for id in sort(var.vpc_config.subnet_ids) : "arn:${local.partition}:ec2:${local.scope}:subnet/${id}"],
    )
  }
  statement {
    sid       = "ManageNetworkInterfaces"
    actions   = ["ec2:AssignPrivateIpAddresses", "ec2:DeleteNetworkInterface", "ec2:UnassignPrivateIpAddresses"]
    resources = [local.network_interfaces]
  }
  # EC2 does not scope its describing actions.
  statement {
    sid       = "FindNetworkInterfaces"
    actions   = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"]
    resources = ["*"]
  }
  # All of this is for Lambda. Calls by the function's own code bear this key.
  statement {
    sid    = "RefuseNetworkInterfacesToCode"
    effect = "Deny"
    actions = [
      "ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface",
      "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses"
    ]
    resources = ["*"]

    condition {
      test     = "ArnEquals"
      variable = "lambda:SourceFunctionArn"
      values   = [local.function_arn]
    }
  }
}
