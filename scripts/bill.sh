#!/usr/bin/env bash
# Compares what the jobs of a DAY (YYYY-MM-DD, UTC) were estimated to cost with what AWS charged for
# them. TF_DIR is the environment's folder. Asks CloudWatch, and Cost Explorer, which charges $0.01.
# No real account has answered it yet. Exits 1 if there is nothing to compare, 2 if DAY is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/rows.sh

# day_after DAY: by the date of GNU or of BSD; both change a day that no calendar has, or fail.
day_after() {
  date -u -d "$1 + 1 day" +%F 2>/dev/null || date -u -j -v+1d -f %F "$1" +%F 2>/dev/null
}
day_before() {
  date -u -d "$1 - 1 day" +%F 2>/dev/null || date -u -j -v-1d -f %F "$1" +%F 2>/dev/null
}

if ! [[ ${DAY:-} =~ ^20[0-9]{2}-[0-9]{2}-[0-9]{2}$ ]] || ! next=$(day_after "$DAY") || [ "$(day_before "$next")" != "$DAY" ]; then
  printf 'DAY=%q is not valid. Use a day such as DAY=2026-11-27.\n' "${DAY:-}" >&2
  exit 2
fi
if [[ ! $DAY < $(date -u +%F) ]]; then
  echo "DAY=$DAY is not over (in UTC). AWS charges a day's jobs within the 24 hours after it." >&2
  exit 2
fi
if [ -n "${AWS_ENDPOINT_URL:-}" ]; then
  echo "AWS_ENDPOINT_URL is set: a local account has no bills. Unset it and use the credentials of a real one." >&2
  exit 1
fi

table=$(output asset_table_name)
prefix=${table%-media-assets}
region=$(output mediaconvert_queue_arn | cut -d : -f 4)

# estimated METRIC: its sum over the day; nothing if no job was submitted.
estimated() {
  aws cloudwatch get-metric-statistics --region "$region" --namespace MediaPipeline --metric-name "$1" \
    --dimensions "Name=Environment,Value=$prefix" --start-time "${DAY}T00:00:00Z" --end-time "${next}T00:00:00Z" \
    --period 86400 --statistics Sum --query 'Datapoints[0].Sum' --output text | sed '/^None$/d'
}
low=$(estimated EstimatedCostLowUsd)
high=$(estimated EstimatedCostUsd)

# Credits and taxes are of the account, not of the jobs.
filter=$(
  cat <<JSON
{"And": [
  {"Dimensions": {"Key": "SERVICE", "Values": ["AWS Elemental MediaConvert"]}},
  {"Dimensions": {"Key": "REGION", "Values": ["$region"]}},
  {"Tags": {"Key": "Pipeline", "Values": ["$prefix"]}},
  {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund", "Tax"]}}}
]}
JSON
)
charged=$(aws ce get-cost-and-usage --time-period "Start=$DAY,End=$next" --granularity DAILY --metrics UnblendedCost \
  --group-by Type=DIMENSION,Key=USAGE_TYPE --filter "$filter" --output json \
  --query 'ResultsByTime[].Groups[].[Keys[0], Metrics.UnblendedCost.Amount]' | printable | rows)

[ -z "$high" ] || LC_ALL=C printf 'Estimated %10.4f to %.4f US dollars, of the jobs submitted on %s (UTC)\n' "$low" "$high" "$DAY"
if [ -z "$charged" ]; then
  echo "Cost Explorer shows no charge by MediaConvert for the tag Pipeline=$prefix on $DAY. It shows charges up to 24 hours late, and by tag only those after Pipeline was activated as a cost allocation tag." >&2
  exit 1
fi
LC_ALL=C awk -F "$SEPARATOR" -v low="$low" -v high="$high" '
  { sum += $2; usage[NR] = sprintf("  %-40s %10.4f", $1, $2) }
  END {
    printf "Charged   %10.4f US dollars\n", sum
    for (i = 1; i <= NR; i++) print usage[i]
    if (high == "") print "No job was estimated on this day: what was charged was submitted before it, or is not estimated."
    else if (sum > high + 0.00005) printf "Above the estimate by %.0f %%\n", 100 * (sum / high - 1)
    else if (sum < low - 0.00005) printf "Below the estimate by %.0f %%\n", 100 * (1 - sum / low)
    else print "Within the estimate"
  }' <<<"$charged"
