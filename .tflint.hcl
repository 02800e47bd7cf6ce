# The terraform ruleset comes with tflint. The aws ruleset is a download; with access
# to GitHub, add it and run `tflint --init` once:
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
