# shellcheck shell=bash
# To be sourced by what calls Terraform: with a configuration file that does not exist, every call
# prints a warning.
[ -e "${TF_CLI_CONFIG_FILE:-}" ] || unset TF_CLI_CONFIG_FILE
