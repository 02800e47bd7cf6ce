#!/usr/bin/env bash
# package.sh ZIP: handlers, core and locked dependencies in one zip, byte for byte
# the same from the same sources. boto3 comes with the Lambda runtime.
set -euo pipefail
export LC_ALL=C TZ=UTC

package=$1
runtime=$(sed -n 's/^ *runtime *= *"python\([0-9.]*\)"$/\1/p' terraform/modules/function/main.tf)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

echo "Packaging $package for Python $runtime"
"$PYTHON" -m pip install --quiet --disable-pip-version-check --no-compile \
  --require-hashes --requirement lambda_src/requirements.txt --target "$stage" \
  --only-binary :all: --implementation cp --python-version "$runtime" \
  --platform manylinux2014_aarch64
cp -R lambda_src/handlers lambda_src/pipeline "$stage"

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
