#!/usr/bin/env bash
# Shows one asset: its record, what of it is served, and every step of its life. ID is its id, or KEY the key of its upload.
# Exits 1 if there is no record, 2 if ID or KEY is not valid.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/environment.sh
. scripts/rows.sh
. scripts/records.sh

id=$(meant_asset)
values=$(record "$id" | item | printable)
[ -n "$values" ] || no_record "$id"

LC_ALL=C awk -F "$EQUALS" -v SUBSEP="$SEPARATOR" '
  {
    value[$1] = $2
    # What jobs, outputs, errors and history hold, in their order.
    depth = split($1, path, SUBSEP)
    if (depth > 2 && path[1] == "served") {
      path[1] = path[1] SUBSEP path[2]
      path[2] = path[3]
    }
    if (depth > 1 && !((path[1], path[2]) in seen)) {
      seen[path[1], path[2]]
      members[path[1], size[path[1]]++] = path[2]
    }
  }

  function bytes(number, unit) {
    for (unit = 0; number >= 1000 && unit < 4; unit++) number /= 1000
    return sprintf(unit ? "%.1f %s" : "%d %s", number, unit ? substr("kBMBGBTB", 2 * unit - 1, 2) : "B")
  }
  function heading(text) { printf "\n%s\n", text }
  function line(name, text) { if (text != "") printf "  %-11s %s\n", name, text }
  # Texts in their order, with commas: a list of the record, or of one job.
  function joined(list, number, all) {
    for (number = 0; (list, number) in value; number++)
      all = all (number ? ", " : "") value[list, number]
    return all
  }

  # What the upload holds, as far as it is known.
  function source(all) {
    all = value["source", "format"]
    if (("source", "widthPx") in value) all = all ", " value["source", "widthPx"] "x" value["source", "heightPx"]
    if (("source", "frameRate") in value) all = all ", " value["source", "frameRate"] " frames/s"
    if (("source", "hdrFormat") in value) all = all ", " value["source", "hdrFormat"]
    if (value["source", "scanType"] == "interlaced") all = all ", interlaced"
    if (("source", "durationSeconds") in value) all = all ", " value["source", "durationSeconds"] " s"
    sub(/^, /, "", all)
    return all
  }
  function record(type, lease) {
    printf "%s  %s %d %%  attempt %s\n\n", value["assetId"], value["status"], value["progressPercent"], value["attempt"]
    line("upload", "s3://" value["s3Bucket"] "/" value["s3Key"])
    line("version", value["versionId"])
    type = value["contentType"]
    line("size", bytes(value["sizeBytes"]) " (" value["sizeBytes"] " bytes)" (type == "" ? "" : ", " type))
    line("source", source())
    line("uploader", value["uploaderId"])
    line("project", value["projectId"])
    line("media", value["mediaId"])
    line("passthrough", value["passthrough"])
    if (value["visibility"] == "public") line("visibility", "public")
    if (("served", "poster") in value) line("poster", "thumbnail " value["served", "poster"] ", chosen by the uploader")
    if (("profile", "name") in value)
      line("profile", value["profile", "name"] " (" value["profile", "contentHash"] ")")
    if (value["retries"] > 0) line("retries", value["retries"] " since the upload or the last reprocess")
    line("without", joined("concessions"))
    if (("estimate", "highUsd") in value)
      line("estimate", value["estimate", "lowUsd"] " to " value["estimate", "highUsd"] " US dollars")
    else line("estimate", joined("estimate" SUBSEP "notes"))
    lease = value["leaseOwner"]
    if (lease == "retry") line("next retry", "after " value["leaseUntil"])
    else if (lease != "") line("leased", "until " value["leaseUntil"] " by " lease)
    line("uploaded", value["uploadedAt"])
    line("changed", value["updatedAt"] ", revision " value["revision"])
    if ("checkedAt" in value) line("checked", value["checkedAt"] " by the reconciler, which found nothing to do")
  }
  function job(name, id) {
    id = value["jobs", name, "id"]
    printf "  %-10s %-11s %3s %%  %s  %s\n", name, value["jobs", name, "state"], value["jobs", name, "percent"],
      id == "" ? "(no id yet)" : id, joined("jobs" SUBSEP name SUBSEP "outputGroups")
    if (("jobs", name, "submittedAt") in value)
      printf "  %-10s submitted %s%s\n", "", value["jobs", name, "submittedAt"],
        ("jobs", name, "finishedAt") in value ? ", finished " value["jobs", name, "finishedAt"] : ""
  }
  # Of the attempt, or of what is served.
  function outputs(title, list, number, name, place) {
    for (number = 0; number < size[list]; number++) {
      if (number == 0) heading(title)
      name = members[list, number]
      place = value[list, name] value[list, name, "uri"]
      if (place == "") place = value[list, name, "prefix"] "* (" value[list, name, "count"] " files)"
      printf "  %-10s %s\n", name, place
    }
  }
  # Why an attempt ended that is over, or how far the last one is, and what becomes of its outputs.
  function attempts(number, which, state, more) {
    for (number = 0; number < size["history"]; number++)
      state[value["history", number, "attempt"]] = value["history", number, "status"]
    for (number = 0; number < size["errors"]; number++)
      if (value["errors", number, "attempt"] != value["attempt"])
        state[value["errors", number, "attempt"]] = value["errors", number, "code"]
    state[value["attempt"]] = value["status"]
    more[served] = "served"
    for (number = 0; number < size["removals"]; number++)
      more[value["removals", number, "attempt"]] = "outputs are removed after " value["removals", number, "dueAt"]
    heading("Attempts")
    for (which = 1; which <= value["attempt"]; which++)
      printf "  %-10d %-16s %s\n", which, state[which], more[which]
  }
  function warning(number) {
    printf "  %s%s\n    %s\n", value["warnings", number, "code"],
      ("warnings", number, "job") in value ? "  job " value["warnings", number, "job"] : "",
      value["warnings", number, "message"]
  }
  function error(number, attempt, name, id) {
    attempt = value["errors", number, "attempt"]
    name = value["errors", number, "job"]
    id = value["errors", number, "jobId"]
    printf "  %s  %s%s%s%s\n    %s\n", value["errors", number, "at"], attempt == "" ? "" : "attempt " attempt "  ",
      value["errors", number, "code"], name == "" ? "" : "  job " name, id == "" ? "" : " (" id ")",
      value["errors", number, "message"]
  }
  function step(at, attempt, status, cause) {
    printf "  %s  %-9s  %-10s  %s\n", at, attempt == "" ? "" : "attempt " attempt, status, cause
  }

  END {
    # A version that kept no "served" served what SUCCEEDED.
    served = value["served", "attempt"]
    if (served == "" && value["status"] == "SUCCEEDED") served = value["attempt"]
    record()
    if (value["attempt"] > 1) attempts()
    for (i = 0; i < size["jobs"]; i++) {
      if (i == 0) heading("Jobs of this attempt")
      job(members["jobs", i])
    }
    outputs("Outputs" (value["attempt"] > 1 ? " of this attempt" : ""), "outputs")
    if (served != value["attempt"]) outputs("Served: outputs of attempt " served, "served" SUBSEP "outputs")
    for (i = 0; i < size["warnings"]; i++) {
      if (i == 0) heading("Warnings")
      warning(i)
    }
    for (i = 0; i < size["errors"]; i++) {
      if (i == 0) heading("Errors")
      error(i)
    }
    heading("Timeline")
    step(value["uploadedAt"], "", "", "uploaded")
    for (i = 0; i < size["history"]; i++)
      step(value["history", i, "at"], value["history", i, "attempt"], value["history", i, "status"], value["history", i, "cause"])
    if (!size["history"]) {
      step(value["createdAt"], "", "", "recorded")
      if ("completedAt" in value) step(value["completedAt"], "", "", "ended")
      print "  (written by a version that kept no history)"
    }
  }
' <<<"$values"
