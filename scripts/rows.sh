# shellcheck shell=bash
# To be sourced: answers of the AWS CLI as lines of text, safe to read and to print.

# Whatever the locale says: keys are UTF-8.
export PYTHONUTF8=1 AWS_CLI_FILE_ENCODING=UTF-8

# JSON escapes control characters, so no text can hold these.
# shellcheck disable=SC2034  # for those who source this
SEPARATOR=$'\037' EQUALS=$'\036'

# printable: JSON for people. Control characters stay the escapes that JSON writes; what it lets
# through and a terminal may obey becomes "?": DEL, C1, line separators, marks that turn the
# direction of text.
printable() {
  LC_ALL=C sed -e $'s/\x7f/?/g' -e $'s/\xc2[\x80-\x9f]/?/g' \
    -e $'s/\xe2\x80[\x8e\x8f\xa8-\xae]/?/g' -e $'s/\xe2\x81[\xa6-\xa9]/?/g' \
    -e $'s/\\\\\\\\/\x01/g' -e 's/\\"/"/g' -e $'s/\x01/\\\\/g'
}

# rows: a JSON list of lists of texts (as the CLI prints it), a line each, with SEPARATOR between
# texts. They stay as JSON writes them; null is empty.
rows() {
  LC_ALL=C awk '
    /^ *\[$/ { depth++; row = ""; next }
    /^ *\],?$/ { if (depth-- == 2) print substr(row, 2); next }
    depth == 2 {
      sub(/^ */, ""); sub(/,$/, "")
      if ($0 == "null") $0 = ""
      sub(/^"/, ""); sub(/"$/, "")
      row = row "\037" $0
    }'
}

# field NAME: of rows that are names and values in turn, the value of NAME.
field() {
  LC_ALL=C awk -F "$SEPARATOR" -v name="$1" '{ for (i = 1; i < NF; i += 2) if ($i == name) print $(i + 1) }'
}

# item: an item of DynamoDB (as the CLI prints it), a line per value: the path to it with SEPARATOR
# between names (elements of lists are numbered from 0), EQUALS, the value. Texts stay as JSON writes
# them.
item() {
  LC_ALL=C awk '
    {
      sub(/^ */, ""); sub(/,$/, "")
      if ($0 ~ /^[]}]$/) { depth--; next }
      if (match($0, /^"([^"\\]|\\.)*": /)) {
        path[depth] = substr($0, 2, RLENGTH - 4)
        $0 = substr($0, RLENGTH + 1)
      } else path[depth] = elements[depth]++
      if ($0 ~ /^[[{]$/) { elements[++depth] = 0; next }
      if ($0 == "{}" || $0 == "[]") next
      sub(/^"/, ""); sub(/"$/, "")
      # Names and types take turns: {"jobs": {"M": {"main": {"M": {"state": {"S": "COMPLETE"}}}}}}
      line = path[1]
      for (level = 3; level < depth; level += 2) line = line "\037" path[level]
      print line "\036" $0
    }'
}

# decoded NAME TEXT: what a text of rows stands for, into the variable NAME.
decoded() {
  local text=${2//\\\\/\\x5c}
  text=${text//\\\"/\"}
  printf -v "$1" %b "${text//\\u00/\\x}"
}
