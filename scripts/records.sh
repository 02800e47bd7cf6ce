# shellcheck shell=bash
# To be sourced after environment.sh and rows.sh: which asset an operator means.

# asset_id BUCKET VERSION KEY: as lambda_src/pipeline/uploads/upload.py makes it, a uuid5 under its
# ASSET_NAMESPACE.
asset_id() {
  local hash
  hash=$(printf '\x5f\x61\x85\xe3\x36\xdf\x55\x9c\xae\x63\xf4\x3c\x75\xa3\xbf\xd4%s\n%s\n%s' "$@" |
    if command -v sha1sum >/dev/null; then sha1sum; else shasum; fi)
  printf '%s-%s-5%s-%x%s-%s\n' "${hash:0:8}" "${hash:8:4}" "${hash:13:3}" \
    $(((0x${hash:16:1} & 3) | 8)) "${hash:17:3}" "${hash:20:12}"
}

# meant_asset: the id in ID, or of the newest version of the object in KEY (a key, or an s3:// URI).
# Exits 2 if neither is valid.
meant_asset() {
  local bucket version status key=${KEY:-}
  if [ -n "${ID:-}" ] && [ -z "$key" ]; then
    [[ $ID =~ ^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$ ]] ||
      { printf 'ID=%q is not an asset id. Asset ids look like c707e2a0-6047-5488-9f03-4e652a58f5a5.\n' "$ID" >&2; exit 2; }
    tr A-F a-f <<<"$ID"
    return
  fi
  bucket=$(output uploads_bucket_name) || exit
  key=${key#"s3://$bucket/"}
  if [ -n "${ID:-}" ] || [[ $key != uploads/* ]]; then
    echo "Give one asset: ID=<asset id> or KEY=uploads/… (or KEY=s3://$bucket/uploads/…)." >&2
    exit 2
  fi
  version=$(aws s3api head-object --bucket "$bucket" --key "$key" --query "VersionId || 'null'" --output text 2>&1 |
    tail -n 1) || {
    status=$?
    case $version in
      *'(404)'*) printf 'There is no object %q in %s.\n' "$key" "$bucket" && status=1 ;;
      *) echo "$version" ;;
    esac >&2
    exit "$status"
  }
  asset_id "$bucket" "$version" "$key"
}

# record ID: the asset's item in the table; nothing if there is none.
record() {
  local table
  table=$(output asset_table_name) || exit
  aws dynamodb get-item --table-name "$table" --consistent-read \
    --key "{\"assetId\": {\"S\": \"$1\"}}" --query Item --output json | sed '/^null$/d'
}

# known_profile: exits 2 if PROFILE is given and names no profile of the environment.
known_profile() {
  local names
  [ -n "${PROFILE:-}" ] || return 0
  names=$(output profile_names '[]') || exit
  [[ $PROFILE != *,* && ,$names, == *",$PROFILE,"* ]] ||
    { printf 'PROFILE=%q is not a profile of this environment. It has: %s\n' "$PROFILE" "${names//,/, }" >&2; exit 2; }
}

# unreadable BUCKET KEY ETAG: why no job can read the upload any more; nothing if one can. Jobs read
# the newest object of a key: an upload that was deleted or written over is out of their reach, even
# while S3 keeps its version.
unreadable() {
  local found status newest class archive restored
  found=$(aws s3api head-object --bucket "$1" --key "$2" --output text \
    --query '[ETag, StorageClass, ArchiveStatus, Restore]' 2>&1) || {
    status=$?
    [[ $found == *'(404)'* ]] || { tail -n 1 <<<"$found" >&2; return $status; }
    found=gone
  }
  IFS=$'\t' read -r newest class archive restored <<<"$found"
  case $newest,$class,$archive,$restored in
    gone,*) echo "was deleted or has expired" ;;
    "\"$3\"",*,*'ongoing-request="false"'*) ;;
    "\"$3\"",GLACIER,* | "\"$3\"",DEEP_ARCHIVE,* | "\"$3\"",*,*ARCHIVE_ACCESS,*) echo "is archived: restore it first" ;;
    "\"$3\"",*) ;;
    *) echo "was written over; what is there now is an asset of its own" ;;
  esac
}

# reprocess_body ID ATTEMPT: the message that asks for the attempt after ATTEMPT, with PROFILE if given.
reprocess_body() {
  printf '{"reprocess": {"assetId": "%s", "attempt": %s%s}}' "$1" "$2" "${PROFILE:+, \"profile\": \"$PROFILE\"}"
}

no_record() {
  echo "There is no record of asset $1. If its upload event was lost: make backfill PREFIX=uploads/…" >&2
  exit 1
}
