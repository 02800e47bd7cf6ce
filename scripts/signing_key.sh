#!/usr/bin/env bash
# Prints the public key of each key that signs grants, as terraform.tfvars takes it: cdn.signing.public_keys.
# Exits 1 if the environment has no CDN, or is not applied.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh

aliases=$(output cdn_signing_key_aliases '{}') || {
  status=$?
  [ "$status" != 1 ] || echo "Is there a CDN? Without \`cdn\` in terraform.tfvars there is none, and nothing to sign." >&2
  exit "$status"
}
keys=""
while IFS=: read -r name alias; do
  key=$(aws kms get-public-key --key-id "$alias" --query PublicKey --output text)
  keys+="  \"$name\" = <<-EOT"$'\n'"    -----BEGIN PUBLIC KEY-----"$'\n'
  keys+=$(fold -w 64 <<<"$key" | sed 's/^/    /')$'\n'"    -----END PUBLIC KEY-----"$'\n'"  EOT"$'\n'
done < <(tr ',' '\n' <<<"$aliases")
printf 'public_keys = {\n%s}\n' "$keys"
