# shellcheck shell=bash
# To be sourced: answers of the AWS CLI as lines of fields, safe to read and to print.

# Whatever the locale says: keys are UTF-8.
export PYTHONUTF8=1 AWS_CLI_FILE_ENCODING=UTF-8

# shellcheck disable=SC2034  # for those who source this
SEPARATOR=$'\037'

# printable: JSON for people. Control characters stay the escapes that JSON writes; what it lets
# through and a terminal may obey becomes "?": DEL, C1, line separators, marks that turn the
# direction of text.
printable() {
  LC_ALL=C sed -e $'s/\x7f/?/g' -e $'s/\xc2[\x80-\x9f]/?/g' \
    -e $'s/\xe2\x80[\x8e\x8f\xa8-\xae]/?/g' -e $'s/\xe2\x81[\xa6-\xa9]/?/g' \
    -e $'s/\\\\\\\\/\x01/g' -e 's/\\"/"/g' -e $'s/\x01/\\\\/g'
}

# rows: a JSON list of lists of texts (as the CLI prints it), a line each, with SEPARATOR between
# fields. Texts stay as JSON writes them.
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

# decoded NAME TEXT: what a field of rows stands for, into the variable NAME.
decoded() {
  local text=${2//\\\\/\\x5c}
  text=${text//\\\"/\"}
  printf -v "$1" %b "${text//\\u00/\\x}"
}
