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

# fetch_outputs BUCKET ASSET: storage classes and keys into WORK/classes and WORK/keys, playlists and what they name
# into WORK/playlists.
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
  ask s3 cp "s3://$1/$2/" "$WORK/playlists/$2" --recursive --quiet --exclude '*' --include '*/cmaf/*' --include '*/hls/*' --include '*/dash/*' || true
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

# ask_playlist FORMAT URI: hls or dash, by the record's URI.
ask_playlist() {
  local question="playlist of $1" expected file faults shape
  case $1 in
    hls) expected="CODECS of each variant, independent segments, every file there" ;;
    dash) expected="ends, codecs of each representation, every file there" ;;
  esac
  if [ "$2" = None ] || [ -z "$2" ]; then
    finding '?' "$question" "the profile makes none" "$expected"
    return
  fi
  file=$WORK/playlists/${2#s3://*/}
  if [ ! -f "$file" ]; then
    finding WRONG "$question" "cannot be read: ${refusal:-no such file}" "$expected"
    return
  fi
  "shape_of_$1" "$file" >"$WORK/shape"
  faults=$(sed -n 's/^fault //p' "$WORK/shape" | sort -u | head -n 3 | paste -s -d ';' - | sed 's/;/; /g')
  shape=$(sed -n 's/^shape //p' "$WORK/shape")
  if [ -n "$faults" ]; then
    finding WRONG "$question" "$shape: $faults" "$expected"
  else
    finding ok "$question" "$shape" "$expected"
  fi
}

streaming() {
  PYTHONPATH=tests build/venvs/local-aws/bin/python -m streaming "$@"
}

# ask_rules PROFILE URI: prints Apple's rules with their verdicts, over the attempt of a manifest.
ask_rules() {
  local question="Apple's rules of HLS" expected="every MUST that the profile aims for" key=${2#s3://*/} status=0
  if [ "$2" = None ] || [ -z "$2" ]; then
    finding '?' "$question" "the profile makes none" "$expected"
    return
  fi
  streaming "$WORK/playlists/${key%/*/*}" --profile "$1" >"$WORK/rules" 2>"$WORK/stderr" || status=$?
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
  sed -n '/|/!s/^.*: \(.*[0-9] met\)/\1/p' "$WORK/rules" | paste -s -d '|' - | sed 's/|/; /g'
}

# there FOLDER: reads names of files, and prints a fault for each that the bucket does not hold there.
there() {
  awk -v folder="${1#"$WORK"/playlists/}/" '
    NR == FNR { known[$0]; next }
    !(folder $0 in known) { print "fault " $0 " is not there" }' "$WORK/keys" -
}

shape_of_hls() {
  local folder=${1%/*} media
  tr -d '\r' <"$1" >"$WORK/master"
  grep '^#EXTM3U' "$WORK/master" >/dev/null || echo "fault no playlist"
  grep '^#EXT-X-INDEPENDENT-SEGMENTS' "$WORK/master" >/dev/null || echo "fault no independent segments"
  awk '/^#EXT-X-STREAM-INF:/ && !/[:,]CODECS="/ { print "fault a variant without CODECS" }' "$WORK/master"
  # The playlists that it names: of variants, and of sound.
  {
    awk '/^#EXT-X-STREAM-INF:/ { getline; print }' "$WORK/master"
    sed -n 's/^#EXT-X-MEDIA:.*[:,]URI="\([^"]*\)".*/\1/p' "$WORK/master"
  } >"$WORK/media"
  grep '^#EXT-X-STREAM-INF:' "$WORK/master" >/dev/null || echo "fault no variant"
  there "$folder" <"$WORK/media"
  : >"$WORK/segments"
  : >"$WORK/durations"
  while IFS= read -r media; do
    [ -f "$folder/$media" ] || continue
    tr -d '\r' <"$folder/$media" >"$WORK/one"
    grep '^#EXT-X-ENDLIST' "$WORK/one" >/dev/null || echo "fault $media does not end"
    sed -n 's/^#EXT-X-TARGETDURATION://p' "$WORK/one" >>"$WORK/durations"
    sed -n -e 's/^#EXT-X-MAP:.*URI="\([^"]*\)".*/\1/p' -e '/^[^#]/p' "$WORK/one" >>"$WORK/segments"
  done <"$WORK/media"
  there "$folder" <"$WORK/segments"
  echo "shape $(grep -c '^#EXT-X-STREAM-INF:' "$WORK/master") variants, target duration $(sort -n "$WORK/durations" | tail -n 1) s, $(sort -u "$WORK/segments" | wc -l | tr -d ' ') files"
}

shape_of_dash() {
  local folder=${1%/*} template pattern count total=0
  # One tag a line.
  tr -d '\r\n' <"$1" | awk '{ gsub(/</, "\n<"); print }' >"$WORK/tags"
  grep '^</MPD>' "$WORK/tags" >/dev/null || echo "fault it does not end"
  awk '
    /^<AdaptationSet/ { set = / codecs="/ }
    /^<Representation/ && !/ codecs="/ && !set { print "fault a representation without codecs" }' "$WORK/tags"
  sed -n 's/.* initialization="\([^"$]*\)".*/\1/p' "$WORK/tags" | there "$folder"
  sed -n 's/.* media="\([^"]*\)".*/\1/p' "$WORK/tags" | sort -u >"$WORK/templates"
  [ -s "$WORK/templates" ] || echo "fault no segments"
  while IFS= read -r template; do
    # shellcheck disable=SC2016  # DASH's own dollars
    pattern=$(sed -e 's/[.]/[.]/g' -e 's/\$RepresentationID\$/[^\/]*/g' -e 's/\$\(Number\|Time\)[^$]*\$/[0-9]*/g' <<<"$template")
    count=$(grep -c "^${folder#"$WORK"/playlists/}/$pattern\$" "$WORK/keys" || true)
    [ "$count" -gt 0 ] || echo "fault $template is of no file"
    total=$((total + count))
  done <"$WORK/templates"
  echo "shape $(grep -c '^<Representation' "$WORK/tags") representations, $total segments"
}
