#!/usr/bin/env bash
# Uploads a clip to a deployed environment, waits for SUCCEEDED, finds out what only the account can
# tell, prints it as a table, and removes all it made. TF_DIR is the environment's folder, VIDEO a clip of
# your own, SMOKE_TIMEOUT_SECONDS how long to wait (900).
# Exits 1 if the asset does not succeed or a finding contradicts what the pipeline relies on, 2 if a value is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/smoke/findings.sh
. scripts/smoke/alarm.sh
. scripts/smoke/api.sh
. scripts/smoke/functions.sh
. scripts/smoke/outputs.sh

SETTLE_SECONDS=120 # for what is still under way when we clean up
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
log_group=$(output log_group_names ingest-orchestrator)
alarm_topic_arn=$(output alarm_topic_arn)
transcode_queue_arn=$(output mediaconvert_queue_arn)

# An uploader of its own, so that its assets are found by the index and by nothing else.
name=smoke-$(date +%s)-$$
file=${video##*/}
uploaders=("$name")
key=uploads/$name/smoke.${file##*.}
archived_key=uploads/$name/archived.${file##*.}
began_at=$(date +%s)
began=
WORK=$(mktemp -d)

# Our records: asset, status, key of the upload.
records() {
  local uploader
  for uploader in "${uploaders[@]}"; do
    aws dynamodb query --table-name "$table" --index-name UploaderIndex --output text \
      --key-condition-expression 'uploaderId = :uploader' \
      --expression-attribute-values "{\":uploader\": {\"S\": \"$uploader\"}}" \
      --query 'Items[].[assetId.S, status.S, s3Key.S]'
  done
}

# record ASSET QUERY
record() {
  aws dynamodb get-item --table-name "$table" --consistent-read --key "{\"assetId\": {\"S\": \"$1\"}}" \
    --query "$2" --output text
}

# Deletes every version of what lies under a prefix.
purge() {
  local bucket=$1 prefix=$2
  while true; do
    # shellcheck disable=SC2016  # backticks of JMESPath
    aws s3api list-object-versions --bucket "$bucket" --prefix "$prefix" --max-items 500 --output json \
      --query '{Quiet: `true`, Objects: [Versions, DeleteMarkers][][].{Key: Key, VersionId: VersionId}}' >"$WORK/versions"
    grep '"Key"' "$WORK/versions" >/dev/null || return 0
    aws s3api delete-objects --bucket "$bucket" --delete "file://$WORK/versions" --query Errors --output json >"$WORK/errors"
    ! grep '"Key"' "$WORK/errors" >/dev/null || { cat "$WORK/errors" >&2 && return 1; }
  done
}

# Until nothing writes records and outputs of ours any more. Jobs that run are cancelled.
settle() {
  local began=$SECONDS uploaded=0 uploader found open asset status job cancelled=" " told=
  for uploader in "${uploaders[@]}"; do
    # shellcheck disable=SC2016  # backticks of JMESPath
    uploaded=$((uploaded + $(aws s3api list-object-versions --bucket "$uploads" --prefix "uploads/$uploader/" \
      --query 'length(Versions || `[]`)' --output text)))
  done
  while true; do
    found=$(records)
    open=$((uploaded - $(grep -c . <<<"$found" || true)))
    while read -r asset status _; do
      case $status in
        '' | SUCCEEDED | FAILED) continue ;;
      esac
      open=$((open + 1))
      for job in $(record "$asset" 'values(Item.jobs.M)[].M.id.S'); do
        [[ $job != None && $cancelled != *" $job "* ]] || continue
        echo "Cancelling the job $job"
        ask mediaconvert cancel-job --id "$job" || true
        cancelled="$cancelled$job "
      done
    done <<<"$found"
    [ "$open" -gt 0 ] || return 0
    if [ $((SECONDS - began)) -gt "$SETTLE_SECONDS" ]; then
      echo "Still under way after $SETTLE_SECONDS s: what ${uploaders[*]/#/uploads/} become is left to you (make assets, make asset)." >&2
      return 0
    fi
    [ -n "$told" ] || echo "Waiting for what is under way"
    told=yes
    sleep 2
  done
}

clean_up() {
  trap - EXIT
  trap '' INT TERM # what was begun is removed, however often one asks
  local asset uploader
  echo "Cleaning up"
  end_alarm
  if [ -n "$began" ]; then
    settle
    for uploader in "${uploaders[@]}"; do
      purge "$uploads" "uploads/$uploader/" || true
    done
    while read -r asset _; do
      [ -n "$asset" ] || continue
      purge "$outputs" "$asset/" || true
      aws dynamodb delete-item --table-name "$table" --key "{\"assetId\": {\"S\": \"$asset\"}}"
    done < <(records)
  fi
  rm -rf "$WORK"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# wait_for KEY WHAT: its asset and status, once that is final, or after the timeout.
wait_for() {
  local began=$SECONDS shown='' percent
  asset=
  status=
  while [ $((SECONDS - began)) -le "$timeout" ]; do
    [ -n "$asset" ] || asset=$(records | awk -F '\t' -v key="$1" '$3 == key { print $1 }')
    if [ -n "$asset" ]; then
      read -r status percent < <(record "$asset" '[Item.status.S, Item.progressPercent.N]')
      [ "$shown" = "$status $percent" ] || echo "$((SECONDS - began)) s: $2 $asset $status $percent %"
      shown="$status $percent"
    fi
    case $status in SUCCEEDED | FAILED) return ;; esac
    sleep 2
  done
}

# Refused by the bucket, or else by the pipeline: nothing could read it.
ask_archived() {
  local question="an upload in DEEP_ARCHIVE" expected="AccessDenied, or FAILED with SOURCE_ARCHIVED" codes
  if [ "$archived" != accepted ]; then
    case $archived in
      *AccessDenied*) finding ok "$question" "$archived" "$expected" ;;
      *) unanswered "$question" "$archived" "$expected" ;;
    esac
    return
  fi
  wait_for "$archived_key" "archived upload"
  codes=
  [ -z "$asset" ] || codes=$(record "$asset" 'Item.errors.L[].M.code.S')
  case "$status $codes" in
    "FAILED SOURCE_ARCHIVED") finding ok "$question" "accepted, FAILED with SOURCE_ARCHIVED" "$expected" ;;
    *) finding WRONG "$question" "accepted, ${status:-without a record} ${codes}" "$expected" ;;
  esac
}

printf 'Uploading %q to s3://%s/%s\n' "$video" "$uploads" "$key"
began=yes
aws s3api put-object --bucket "$uploads" --key "$key" --body "$video" --query VersionId --output text >/dev/null

head -c 100000 "$video" >"$WORK/archived"
archived=accepted
ask s3api put-object --bucket "$uploads" --key "$archived_key" --body "$WORK/archived" --storage-class DEEP_ARCHIVE ||
  archived=$refusal
begin_alarm "$alarm_topic_arn" "${table%-media-assets}-$name"

wait_for "$key" asset
ring_alarm
question="the clip" expected="SUCCEEDED, with formats and files"
case $status in
  SUCCEEDED)
    took="SUCCEEDED after $(($(date +%s) - began_at)) s"
    formats=$(record "$asset" 'Item.formats.L[].S' | tr '\t' ' ')
    echo "Looking at outputs, job and logs"
    fetch_outputs "$outputs" "$asset"
    count=$(grep -c . "$WORK/keys" || true)
    verdict=ok
    [ -n "$formats" ] && [ "$count" -gt 0 ] || verdict=WRONG
    finding "$verdict" "$question" "$took: $formats, $count files" "$expected"
    ask_storage_classes
    read -r job hls dash profile < <(record "$asset" \
      '[values(Item.jobs.M)[0].M.id.S, Item.outputs.M.hls.S, Item.outputs.M.dash.S, Item.profile.M.name.S]')
    ask_manifests "$profile" "$hls" "$dash"
    ask_billing "$job" "$transcode_queue_arn"
    ;;
  FAILED)
    record "$asset" 'Item.errors.L[].M.[code.S, message.S]' >&2
    finding WRONG "$question" "FAILED: $(record "$asset" 'Item.errors.L[-1].M.code.S')" "$expected"
    ;;
  *)
    if [ -n "$asset" ]; then
      echo "Asset $asset is still $status after $timeout s. Its timeline: make asset ID=$asset" >&2
    else
      echo "The upload has no record after $timeout s. Look for dead letters: make redrive QUEUE=upload-events" >&2
    fi
    finding WRONG "$question" "${status:-no record} after $timeout s" "$expected"
    ;;
esac
[ -z "$asset" ] || ask_latencies "$log_group" "$asset" "$began_at"
ask_versions "$log_group"
ask_api "${table%-media-assets}" "$name" "$video"
ask_archived
hear_alarm
report_findings
