#!/usr/bin/env bash
# contract.sh PYTHON REPORT: runs the asset table's contract suite on moto, on the fault simulator's
# table, on the local account and, with Java and Maven, on AWS's DynamoDB Local. Stops what it started.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$1
report=$2
account=build/contract/account
jars=build/dynamodb-local
java_pid=

stop() {
  [ -z "$java_pid" ] || kill "$java_pid" 2>/dev/null || true
  "$python" -m local_aws down --state-dir "$account" >/dev/null || true
}
trap stop EXIT
trap 'exit 130' INT TERM

"$python" -m local_aws down --state-dir "$account" >/dev/null
"$python" -m local_aws up --detach --state-dir "$account"
variables=$("$python" -m local_aws env --state-dir "$account")
LOCAL_AWS_ENDPOINT=$(eval "$variables" && echo "$AWS_ENDPOINT_URL")
AWS_CA_BUNDLE=$(eval "$variables" && echo "$AWS_CA_BUNDLE")
export LOCAL_AWS_ENDPOINT AWS_CA_BUNDLE

if command -v java >/dev/null 2>&1 && command -v mvn >/dev/null 2>&1; then
  if [ ! -f "$jars/.ready" ]; then
    echo "Fetching DynamoDB Local"
    mvn --quiet --batch-mode --file tests/contract/dynamodb_local/pom.xml \
      dependency:copy-dependencies -DoutputDirectory="$PWD/$jars"
    touch "$jars/.ready"
  fi
  port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  # It writes a file of its own beside it, wherever it is started.
  (cd "$jars" && exec java -Djava.library.path=. -cp "./*" \
    com.amazonaws.services.dynamodbv2.local.main.ServerRunner -inMemory -disableTelemetry \
    -port "$port") >build/reports/dynamodb-local.log 2>&1 &
  java_pid=$!
  export DYNAMODB_LOCAL_ENDPOINT=http://127.0.0.1:$port
  answers() { "$python" -c "import socket; socket.create_connection(('127.0.0.1', $port), 1)" 2>/dev/null; }
  for _ in $(seq 120); do
    if answers || ! kill -0 "$java_pid"; then break; fi
    sleep 0.5
  done
  answers || { echo "DynamoDB Local did not start:" && cat build/reports/dynamodb-local.log && exit 1; } >&2
else
  echo "contract on DynamoDB Local: no Java or no Maven here" | tee -a build/reports/not-run
fi

"$python" -m pytest --quiet --junitxml="$report" tests/contract
