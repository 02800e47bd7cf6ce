"""What Terraform would build, planned offline: no AWS account, no credentials."""
