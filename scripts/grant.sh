#!/usr/bin/env bash
# Lets somebody play what an asset serves, without the API: prints cookies as curl takes them, and
# signed URLs. ID is the asset's id, or KEY the key of its upload. A grant is the same as the API's
# (lambda_src/pipeline/playback): an hour longer than the film, 4 hours at least and 24 at most. Exits
# 1 if there is no such asset, nothing of it is served, or no key that signs; 2 if ID or KEY is not
# valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/rows.sh
. scripts/records.sh

id=$(meant_asset)
domain_name=$(output cdn_domain_name) || {
  status=$?
  [ "$status" != 1 ] || echo "Is there a CDN? Without \`cdn\` in terraform.tfvars there is none, and no URL plays anything." >&2
  exit "$status"
}
{ key=$(output cdn_grant_key arn) && key_pair_id=$(output cdn_grant_key key_pair_id); } || {
  status=$?
  [ "$status" != 1 ] || echo "Is there a key that signs? Put what \`make signing-key\` prints into cdn.signing.public_keys, and apply." >&2
  exit "$status"
}
values=$(record "$id" | item)
[ -n "$values" ] || no_record "$id"

# What is served, and how long it may be. A version that kept no "served" served what SUCCEEDED.
read -r status attempt seconds < <(LC_ALL=C awk -F "$EQUALS" -v SUBSEP="$SEPARATOR" '
  {
    value[$1] = $2
    depth = split($1, path, SUBSEP)
    if (path[depth] == "durationSeconds" && (path[1] == "source" || path[1] == "jobs") && $2 > seconds) seconds = $2
  }
  END {
    attempt = value["served", "attempt"]
    if (attempt == "" && value["status"] == "SUCCEEDED") attempt = value["attempt"]
    print value["status"], attempt == "" ? "none" : attempt, int(seconds)
  }' <<<"$values")
case $status in
  ERASING | ERASED)
    echo "Asset $id is $status: nothing of it can be played." >&2
    exit 1
    ;;
esac
if [ "$attempt" = none ]; then
  echo "Nothing of asset $id can be played: it is $status, and no attempt has SUCCEEDED yet." >&2
  exit 1
fi

hour=3600
lasts=$((seconds + hour))
((lasts >= 4 * hour)) || lasts=$((4 * hour))
((lasts <= 24 * hour)) || lasts=$((24 * hour))
ends_at=$(($(date +%s) + lasts))
folder=https://$domain_name/$id/$attempt/
file=$(mktemp)
trap 'rm -f "$file"' EXIT
printf '{"Statement":[{"Resource":"%s*","Condition":{"DateLessThan":{"AWS:EpochTime":%s}}}]}' "$folder" "$ends_at" >"$file"
signature=$(aws kms sign --key-id "$key" --message "fileb://$file" --message-type RAW \
  --signing-algorithm RSASSA_PKCS1_V1_5_SHA_256 --query Signature --output text)

# encoded: Base64 as CloudFront reads it.
encoded() { tr -d '\n' | tr '+=/' '-_~'; }
policy=$(base64 <"$file" | encoded)
signature=$(encoded <<<"$signature")
query="Policy=$policy&Signature=$signature&Key-Pair-Id=$key_pair_id&Hash-Algorithm=SHA256"
cookies="CloudFront-${query//&/; CloudFront-}"

# url FORMAT: where it is, of the attempt that is served.
url() {
  local path
  path=$(LC_ALL=C awk -F "$EQUALS" -v SUBSEP="$SEPARATOR" -v format="$1" '
    { value[$1] = $2 }
    END {
      place = value["served", "outputs", format] value["served", "outputs", format, "uri"]
      if (place == "" && !(("served", "attempt") in value)) place = value["outputs", format] value["outputs", format, "uri"]
      if (format == "poster" && "posterUri" in value) place = value["posterUri"]
      sub("^s3://[^/]*/", "", place)
      print place
    }' <<<"$values")
  [ -z "$path" ] || echo "https://$domain_name/$path"
}

ends=$(date -u -d "@$ends_at" +%FT%TZ 2>/dev/null || date -u -r "$ends_at" +%FT%TZ)
echo "Attempt $attempt of asset $id, until $ends. Whoever has what follows can watch it until then."
echo
echo "All of it, with cookies:"
for format in hls dash storyboard; do
  place=$(url "$format")
  [ -z "$place" ] || printf "  curl --cookie '%s' '%s'\n" "$cookies" "$place"
done
echo
echo "Files that name no others:"
for format in mp4 poster; do
  place=$(url "$format")
  [ -z "$place" ] || echo "  $place?$query"
done
