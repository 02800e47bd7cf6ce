# shellcheck shell=bash
# To be sourced: what was found, a row for each question. WORK is a folder for files.

# ask COMMAND…: AWS's answer into the variable answer, or why there is none into refusal.
# shellcheck disable=SC2034  # for those who source this
ask() {
  answer=
  refusal=
  answer=$(aws "$@" 2>"$WORK/stderr") && return 0
  refusal=$(sed -n 's/.*error occurred (\([A-Za-z0-9.]*\)).* when calling the \([A-Za-z0-9]*\) operation.*/\2: \1/p' "$WORK/stderr" | tail -n 1)
  refusal=${refusal:-$(tail -n 1 "$WORK/stderr")}
  return 1
}

# finding VERDICT QUESTION FOUND EXPECTED. The verdict is ok, WRONG (the pipeline relies on something
# else), or ? (this account does not answer).
finding() {
  printf '%s\t%s\t%s\t%s\n' "$1" "$2" "${3//$'\t'/ }" "$4" >>"$WORK/findings"
}

# unanswered QUESTION WHY EXPECTED
unanswered() {
  finding '?' "$1" "not answered by this account: $2" "$3"
}

# Prints the table. Fails where a row is WRONG.
report_findings() {
  awk -F '\t' '
    BEGIN { OFS = FS; row[1] = "\tquestion\tfound\texpected"; rows = 1 }
    { row[++rows] = $0; count[$1]++ }
    END {
      for (i = 1; i <= rows; i++) {
        split(row[i], cell)
        for (c = 1; c <= 3; c++) if (length(cell[c]) > width[c]) width[c] = length(cell[c])
      }
      print ""
      for (i = 1; i <= rows; i++) {
        split(row[i], cell)
        printf "%-*s  %-*s | %-*s | %s\n", width[1], cell[1], width[2], cell[2], width[3], cell[3], cell[4]
      }
      printf "\n%d questions: %d as expected, %d not answered, %d WRONG\n", \
        rows - 1, count["ok"], count["?"], count["WRONG"]
      exit count["WRONG"] > 0
    }' "$WORK/findings"
}
