#!/usr/bin/env bash
# Lists the assets of one STATUS, the last changed first, all or the first LIMIT; without STATUS,
# counts those of each. Exits 2 if STATUS or LIMIT is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/rows.sh

case ${STATUS:-} in
  '' | PENDING | PROCESSING | SUCCEEDED | FAILED | ERASING) ;;
  *)
    printf 'STATUS=%q is not valid. Use PENDING, PROCESSING, SUCCEEDED, FAILED or ERASING.\n' "$STATUS" >&2
    exit 2
    ;;
esac
[ -z "${LIMIT:=}" ] || whole_number LIMIT 999999999
table=$(output asset_table_name)

# of_status STATUS OPTION…: a query of the index, which is a moment behind the table.
of_status() {
  local status=$1
  shift
  aws dynamodb query --table-name "$table" --index-name StatusIndex \
    --key-condition-expression '#status = :status' --expression-attribute-names '{"#status": "status"}' \
    --expression-attribute-values "{\":status\": {\"S\": \"$status\"}}" "$@"
}

if [ -z "${STATUS:-}" ]; then
  for status in PENDING PROCESSING SUCCEEDED FAILED ERASING; do
    [ ! -t 2 ] || printf '%-10s counting …\r' "$status" >&2
    count=$(of_status "$status" --select COUNT --query Count --output json)
    printf '%-10s %10s\n' "$status" "$count"
  done
  exit
fi

row="[assetId.S, status.S, attempt.N, progressPercent.N || '0', updatedAt.S, s3Key.S]"
count=0
next=()
while true; do
  page=$((LIMIT && LIMIT - count < 500 ? LIMIT - count : 500))
  lines=$(of_status "$STATUS" --no-scan-index-forward --max-items "$page" ${next[@]+"${next[@]}"} \
    --output json --query "[Items[].$row, [['next', NextToken || '']]][]" | printable | rows)
  items=$(sed '$d' <<<"$lines")
  token=$(tail -n 1 <<<"$lines" | cut -d "$SEPARATOR" -f 2)
  if [ -n "$items" ]; then
    [ "$count" -gt 0 ] || printf '%-36s  %-10s %7s %8s  %-24s  %s\n' ASSET STATUS ATTEMPT PROGRESS CHANGED KEY
    LC_ALL=C awk -F "$SEPARATOR" \
      '{ printf "%-36s  %-10s %7s %6s %%  %-24s  %s\n", $1, $2, $3, $4, $5, $6 }' <<<"$items"
    count=$((count + $(wc -l <<<"$items")))
  fi
  [ -n "$token" ] || break
  if [ -n "$LIMIT" ] && [ "$count" -ge "$LIMIT" ]; then
    echo "There are more. To list all, leave LIMIT out."
    exit
  fi
  next=(--starting-token "$token")
done
case $count in
  0) echo "No asset is $STATUS" ;;
  1) echo "1 asset is $STATUS" ;;
  *) echo "$count assets are $STATUS" ;;
esac
