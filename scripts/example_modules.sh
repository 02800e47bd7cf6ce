#!/usr/bin/env bash
# example_modules.sh TERRAFORM HOME: stands in for the repository that terraform/examples name. With HOME
# as their home, git and Terraform find the modules of TERRAFORM there, tagged as this version.
set -euo pipefail

terraform=$1
address=https://git.example.com/platform/media-pipeline.git
mkdir -p "$2/modules/terraform"
export HOME
HOME=$(cd "$2" && pwd)
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_CONFIG_GLOBAL XDG_CONFIG_HOME

cp -R "$terraform/modules" "$terraform/VERSION" "$HOME/modules/terraform"
git config --global user.name tests
git config --global user.email tests@example.com
git config --global "url.$HOME/modules.insteadOf" "$address"
git -C "$HOME/modules" init --quiet
git -C "$HOME/modules" add --all --force
git -C "$HOME/modules" commit --quiet --message "A release"
git -C "$HOME/modules" tag "v$(cat "$terraform/VERSION")"
