# The terraform ruleset comes with tflint. The aws ruleset is a download: scripts/tflint.sh
# adds these lines where it is installed or, in CI, can be fetched, and says which ran.
#
#   plugin "aws" {
#     enabled = true
#     version = "0.33.0"
#     source  = "github.com/terraform-linters/tflint-ruleset-aws"
#   }
plugin "terraform" {
  enabled = true
  preset  = "all"
}
