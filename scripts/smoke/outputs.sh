# shellcheck shell=bash disable=SC2154 # findings.sh assigns answer and refusal
# To be sourced: the job's bill, and what lies in the outputs bucket.

# ask_billing JOB QUEUE_ARN
ask_billing() {
  local question="tags that the job is billed with" expected="QUEUE, with tags" source
  if ! ask mediaconvert get-job --id "$1" --query Job.BillingTagsSource --output text; then
    unanswered "$question" "$refusal" "$expected"
    return
  fi
  source=$answer
  if ! ask mediaconvert list-tags-for-resource --arn "$2" --query 'length(ResourceTags.Tags)' --output text; then
    unanswered "$question" "$refusal" "$expected"
  elif [ "$source" = None ]; then
    unanswered "$question" "GetJob does not say" "$expected"
  elif [ "$source" = QUEUE ] && [ "$answer" -gt 0 ]; then
    finding ok "$question" "$source, $answer tags" "$expected"
  else
    finding WRONG "$question" "$source, $answer tags of the queue" "$expected"
  fi
}

# fetch_outputs BUCKET ASSET: storage classes and keys into WORK/classes and WORK/keys, manifests and what they name
# into WORK/outputs.
fetch_outputs() {
  answer=
  if ask s3api list-objects-v2 --bucket "$1" --prefix "$2/" --query 'Contents[].[StorageClass, Key]' --output text; then
    listing=
    [ "$answer" != None ] || answer=
  else
    listing=$refusal
  fi
  cut -f 1 <<<"$answer" >"$WORK/classes"
  cut -f 2 <<<"$answer" >"$WORK/keys"
  fetched=
  ask s3 cp "s3://$1/$2/" "$WORK/outputs/$2" --recursive --quiet --exclude '*' --include '*/cmaf/*' --include '*/hls/*' --include '*/dash/*' || fetched=$refusal
}

# After fetch_outputs.
ask_storage_classes() {
  local question="storage class of the outputs" expected="INTELLIGENT_TIERING" classes
  if [ -n "$listing" ]; then
    unanswered "$question" "$listing" "$expected"
    return
  fi
  classes=$(sed '/^$/d' "$WORK/classes" | sort | uniq -c | awk '{ printf "%s%s of %d files", sep, $2, $1; sep = ", " }')
  case ${classes:=no files} in
    "INTELLIGENT_TIERING of "*,* | [!I]*) finding WRONG "$question" "$classes" "$expected" ;;
    *) finding ok "$question" "$classes" "$expected" ;;
  esac
}

streaming() {
  PYTHONPATH=tests build/venvs/local-aws/bin/python -m streaming "$@"
}

# ask_manifests PROFILE URI…: of HLS and DASH, by the record. Prints the rules with their verdicts. After fetch_outputs.
ask_manifests() {
  local question="HLS and DASH outputs" expected="every MUST, Apple's and ours, that the profile aims for"
  local profile=$1 uri attempt='' status=0
  local holds=()
  for uri in "${@:2}"; do
    [ "${uri:-None}" != None ] || continue
    uri=${uri#s3://*/}
    attempt=${uri%/*/*}
    holds+=(--holds "${uri#"$attempt"/}")
  done
  if [ -z "$attempt" ]; then
    finding '?' "$question" "the profile makes none" "$expected"
    return
  elif [ -n "$fetched" ]; then
    unanswered "$question" "$fetched" "$expected"
    return
  fi
  streaming "$WORK/outputs/$attempt" --profile "$profile" "${holds[@]}" >"$WORK/rules" 2>"$WORK/stderr" || status=$?
  if [ "$status" -gt 1 ]; then
    finding WRONG "$question" "cannot be judged: $(tail -n 1 "$WORK/stderr")" "$expected"
    return
  fi
  cat "$WORK/rules"
  if [ "$status" = 0 ]; then
    finding ok "$question" "$(rules_told)" "$expected"
  else
    finding WRONG "$question" "$(rules_told)" "$expected"
  fi
}

# The last words on each manifest.
rules_told() {
  grep -E '^[^|]*: .*[0-9] met' "$WORK/rules" | paste -s -d '|' - | sed 's/|/; /g'
}
