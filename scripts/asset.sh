#!/usr/bin/env bash
# Shows one asset: what its record says, and every step of its life. ID is its id, or KEY the key of
# its upload; TF_DIR is the environment's folder. Ends with 1 where there is no record, with 2 where
# ID or KEY can be none.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/rows.sh
. scripts/records.sh

id=$(meant_asset)

# A row begins with what it is. Jobs and outputs are maps: their names come in a row of their own.
lines=$(record "$id" "[
  [['record', assetId.S, status.S, attempt.N, retries.N || '0', progressPercent.N || '0', revision.N,
    s3Bucket.S, s3Key.S, versionId.S, sizeBytes.N, contentType.S || '', uploaderId.S || '',
    profile.M.name.S || '', profile.M.contentHash.S || '', leaseOwner.S || '', leaseUntil.S || '',
    uploadedAt.S, updatedAt.S, checkedAt.S || '', join(', ', concessions.L[].S || \`[]\`)]],
  [[['jobs'], keys(jobs.M)][]],
  values(jobs.M)[].M.['job', state.S, percent.N, id.S || '', join(', ', outputGroups.L[].S),
    submittedAt.S || '', finishedAt.S || ''],
  [[['outputs'], keys(outputs.M)][]],
  values(outputs.M)[].['output', S || M.prefix.S, M.count.N || ''],
  errors.L[].M.['error', at.S, attempt.N || '', job.S || '', jobId.S || '', code.S, message.S],
  [['step', uploadedAt.S, '', '', 'uploaded']],
  history.L[].M.['step', at.S, attempt.N, status.S, cause.S],
  [['end', createdAt.S, completedAt.S || '', history.L[0].M.at.S || '']]
][]" | printable | rows)
[ -n "$lines" ] || no_record "$id"

LC_ALL=C awk -F "$SEPARATOR" '
  function size(bytes, unit) {
    for (unit = 1; bytes >= 1000 && unit < 5; unit++) bytes /= 1000
    return sprintf(unit > 1 ? "%.1f %s" : "%d %s", bytes, unit > 1 ? substr("kBMBGBTB", 2 * unit - 3, 2) : "B")
  }
  function line(name, text) { if (text != "") printf "  %-11s %s\n", name, text }
  function heading(name) { if (name != section) printf "\n%s\n", name; section = name }
  $1 == "record" {
    printf "%s  %s %s %%  attempt %s\n\n", $2, $3, $6, $4
    line("upload", "s3://" $8 "/" $9)
    line("version", $10)
    line("size", size($11) " (" $11 " bytes)" ($12 == "" ? "" : ", " $12))
    line("uploader", $13)
    line("profile", $14 == "" ? "" : $14 " (" $15 ")")
    line("retries", $5 > 0 ? $5 " since the upload or the last reprocess" : "")
    line("without", $21)
    line("waits until", $16 == "retry" ? $17 ", then it is tried again" : "")
    line("leased", $16 == "retry" || $16 == "" ? "" : "until " $17 " by " $16)
    line("uploaded", $18)
    line("changed", $19 ", revision " $7)
    line("checked", $20 == "" ? "" : $20 " by the reconciler, which found nothing to do")
  }
  $1 == "jobs" || $1 == "outputs" { n = 1; for (i = 2; i <= NF; i++) names[i] = $i }
  $1 == "job" {
    heading("Jobs of this attempt")
    printf "  %-10s %-11s %3s %%  %s  %s\n", names[++n], $2, $3, $4 == "" ? "(no id yet)" : $4, $5
    if ($6 != "") printf "  %-10s submitted %s%s\n", "", $6, $7 == "" ? "" : ", finished " $7
  }
  $1 == "output" {
    heading("Outputs")
    printf "  %-10s %s%s\n", names[++n], $2, $3 == "" ? "" : "* (" $3 " files)"
  }
  $1 == "error" {
    heading("Errors")
    printf "  %s  %s%s%s%s\n", $2, $3 == "" ? "" : "attempt " $3 "  ", $6,
      $4 == "" ? "" : "  job " $4, $5 == "" ? "" : " (" $5 ")"
    print "    " $7
  }
  $1 == "step" {
    heading("Timeline")
    printf "  %s  %-9s  %-10s  %s\n", $2, $3 == "" ? "" : "attempt " $3, $4, $5
  }
  $1 == "end" && $4 == "" {
    printf "  %s  %-9s  %-10s  %s\n", $2, "", "", "recorded"
    if ($3 != "") printf "  %s  %-9s  %-10s  %s\n", $3, "", "", "ended"
    print "  (its steps were not kept yet when it was last written)"
  }
' <<<"$lines"
