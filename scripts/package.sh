#!/usr/bin/env bash
# package.sh ZIP: handlers, core and locked dependencies in one zip, byte for byte
# the same from the same sources. boto3 comes with the Lambda runtime, whatever its age; botocore's
# model of MediaConvert comes along, where AWS_DATA_PATH of the module function names it.
set -euo pipefail
export LC_ALL=C TZ=UTC

package=$1
runtime=$(sed -n 's/^ *runtime *= *"python\([0-9.]*\)"$/\1/p' terraform/modules/function/main.tf)
stage=$(mktemp -d)
fetched=$(mktemp -d)
trap 'rm -rf "$stage" "$fetched"' EXIT

echo "Packaging $package for Python $runtime"
install() {
  "$PYTHON" -m pip install --disable-pip-version-check --no-compile --require-hashes --only-binary :all: "$@"
}
install --quiet --requirement lambda_src/requirements.txt --target "$stage" \
  --implementation cp --python-version "$runtime" --platform manylinux2014_aarch64
cp -R lambda_src/handlers lambda_src/pipeline "$stage"

install --quiet --no-deps --requirement lambda_src/service_models/requirements.txt --target "$fetched"
model=mediaconvert/2017-08-29
mkdir -p "$stage/service_models/$model"
cp "$fetched/botocore/data/$model/service-2.json.gz" "$stage/service_models/$model"

# pip's own records name the machine that installed; nothing at run time reads them.
find "$stage" -name '*.dist-info' -prune -exec rm -rf {} +
find "$stage" -name __pycache__ -prune -exec rm -rf {} +
find "$stage" -type d -exec chmod 755 {} +
find "$stage" -type f -exec chmod 644 {} +
find "$stage" -exec touch -t 198001010000 {} +

mkdir -p "$(dirname "$package")"
absolute="$PWD/$package"
rm -f "$absolute"
(cd "$stage" && "$PYTHON" -m zipfile -c "$absolute" ./*)
