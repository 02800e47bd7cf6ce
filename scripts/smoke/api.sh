# shellcheck shell=bash disable=SC2154 # findings.sh assigns answer and refusal, smoke.sh uploaders
# To be sourced: the HTTP API, where the environment has one. API_CLIENT_ID and API_CLIENT_SECRET are a server
# client's, with the scopes uploads:write, assets:read and assets:all; without them nothing is uploaded by it.

# ask_api NAME_PREFIX NAME VIDEO
ask_api() {
  local origin=''
  terraform -chdir="$TF_DIR" output -no-color -json >"$WORK/terraform-outputs" 2>"$WORK/stderr" || true
  if ! tr -d ' \n' <"$WORK/terraform-outputs" | grep -q '"api_endpoint":{[^}]*"value":"https'; then
    echo "This environment has no API: nothing of it is checked"
    return
  fi
  echo "Asking the API"
  if ask apigatewayv2 get-apis --query "Items[?Name=='$1-api'] | [0].CorsConfiguration.AllowOrigins[0]" --output text; then
    origin=$answer
  else
    unanswered "a page of an allowed origin" "$refusal" "may send a token"
  fi
  # Whom the upload by the API belongs to, so that it is found and removed like the other one.
  api_owner=$(printf '%s' "$2" | python3_of_smoke -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())')
  uploaders+=("$api_owner")
  ORIGIN=$origin API_OWNER=$api_owner VIDEO=$3 python3_of_smoke -m api_smoke "$WORK/terraform-outputs" >>"$WORK/findings"
}

python3_of_smoke() {
  PYTHONPATH=tests:lambda_src build/venvs/local-aws/bin/python "$@"
}
