#!/usr/bin/env bash
# Uploads a clip to a deployed environment, waits for SUCCEEDED, checks the outputs, and removes all it
# made. VIDEO is a clip of your own, SMOKE_TIMEOUT_SECONDS how long to wait (900). Exits 2 if one of
# them is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh

SMOKE_TIMEOUT_SECONDS=${SMOKE_TIMEOUT_SECONDS:-900}
whole_number SMOKE_TIMEOUT_SECONDS 86400
timeout=$SMOKE_TIMEOUT_SECONDS
video=${VIDEO:-}
if [ -z "$video" ]; then
  video=build/sample.mp4
  PYTHONPATH=tests build/venvs/local-aws/bin/python -c \
    'import pathlib, clips; clips.make_clip(pathlib.Path("build/sample.mp4"))'
fi
[ -f "$video" ] || { printf 'VIDEO=%q: there is no such file.\n' "$video" >&2; exit 2; }
# The AWS CLI takes a leading dash for an option.
case $video in /*) ;; *) video=./$video ;; esac

uploads=$(output uploads_bucket_name)
outputs=$(output outputs_bucket_name)
table=$(output asset_table_name)

# An uploader of its own, so that its asset is found by the index and by nothing else.
uploader=smoke-$(date +%s)-$$
name=${video##*/}
key=uploads/$uploader/smoke.${name##*.}
asset=

# Deletes every version of what lies under a prefix.
purge() {
  local bucket=$1 prefix=$2 name version
  aws s3api list-object-versions --bucket "$bucket" --prefix "$prefix" --output text \
    --query '[Versions, DeleteMarkers][][].[Key, VersionId]' |
    while IFS=$'\t' read -r name version; do
      [ "$name" = None ] || aws s3api delete-object --bucket "$bucket" --key "$name" --version-id "$version" >/dev/null
    done
}
clean_up() {
  trap - EXIT
  echo "Cleaning up"
  purge "$uploads" "uploads/$uploader/"
  if [ -n "$asset" ]; then
    purge "$outputs" "$asset/"
    aws dynamodb delete-item --table-name "$table" --key "{\"assetId\": {\"S\": \"$asset\"}}"
  fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

printf 'Uploading %q to s3://%s/%s\n' "$video" "$uploads" "$key"
aws s3api put-object --bucket "$uploads" --key "$key" --body "$video" --query VersionId --output text >/dev/null

began=$SECONDS
status=
shown=
while true; do
  if [ -z "$asset" ]; then
    asset=$(aws dynamodb query --table-name "$table" --index-name UploaderIndex \
      --key-condition-expression 'uploaderId = :uploader' \
      --expression-attribute-values "{\":uploader\": {\"S\": \"$uploader\"}}" \
      --query 'Items[0].assetId.S' --output text)
    [ "$asset" != None ] || asset=
  fi
  if [ -n "$asset" ]; then
    read -r status percent < <(aws dynamodb get-item --table-name "$table" --consistent-read \
      --key "{\"assetId\": {\"S\": \"$asset\"}}" \
      --query '[Item.status.S, Item.progressPercent.N]' --output text)
    [ "$shown" = "$status $percent" ] || echo "$((SECONDS - began)) s: asset $asset $status $percent %"
    shown="$status $percent"
  fi
  case $status in
    SUCCEEDED) break ;;
    FAILED)
      aws dynamodb get-item --table-name "$table" --key "{\"assetId\": {\"S\": \"$asset\"}}" \
        --query 'Item.errors.L[].M.[code.S, message.S]' --output text >&2
      exit 1
      ;;
  esac
  if [ $((SECONDS - began)) -gt "$timeout" ]; then
    if [ -n "$asset" ]; then
      echo "Asset $asset is still $status after $timeout s. Its timeline: make asset ID=$asset" >&2
    else
      echo "The upload has no record after $timeout s. Look for dead letters: make redrive QUEUE=upload-events" >&2
    fi
    exit 1
  fi
  sleep 2
done

count=$(aws s3api list-objects-v2 --bucket "$outputs" --prefix "$asset/" --query 'length(Contents)' --output text)
formats=$(aws dynamodb get-item --table-name "$table" --key "{\"assetId\": {\"S\": \"$asset\"}}" \
  --query 'Item.formats.L[].S' --output text)
echo "SUCCEEDED after $((SECONDS - began)) s: $(tr '\t' ' ' <<<"$formats"), $count files"
[ -n "$formats" ] && [ "$count" -gt 0 ]
