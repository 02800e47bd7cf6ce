#!/usr/bin/env bash
# package.sh ZIP [SBOM]: handlers, core and locked dependencies in one zip, byte for byte
# the same from the same sources. boto3 comes with the Lambda runtime, whatever its age; botocore's
# model of MediaConvert comes along, where AWS_DATA_PATH of the module function names it.
# SBOM: a CycloneDX list of the distributions in the zip and of botocore, made by CYCLONEDX. PYTHON is one that has pip.
set -euo pipefail
export LC_ALL=C TZ=UTC

package=$1
sbom=${2:-}
wheels=build/wheels
runtime=$(sed -n 's/^ *runtime *= *"python\([0-9.]*\)"$/\1/p' terraform/modules/function/main.tf)
stage=$(mktemp -d)
work=$(mktemp -d)
trap 'rm -rf "$stage" "$work"' EXIT

# The SBOM must be of what was installed just now: pip's records are still there, and no other
# distribution is on the interpreter's path.
write_sbom() {
  {
    printf '[project]\nname = "media-pipeline-lambda"\nversion = "%s"\n' "$(cat terraform/VERSION)"
    printf 'dependencies = [%s]\n' "$(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/"\1"/p' lambda_src/requirements.in lambda_src/service_models/requirements.in | paste -s -d , -)"
  } >"$work/pyproject.toml"
  mkdir "$work/model_of"
  cp -R "$work"/models/botocore-*.dist-info "$work/model_of"
  PYTHONPATH=$stage:$work/model_of "$CYCLONEDX" environment -S --output-reproducible --pyproject "$work/pyproject.toml" \
    --output-file "$sbom" "$PYTHON"
}

echo "Packaging $package for Python $runtime"
pip=("$PYTHON" -m pip --quiet --disable-pip-version-check)
wanted=(--require-hashes --requirement lambda_src/requirements.txt --only-binary :all:
  --implementation cp --python-version "$runtime" --platform manylinux2014_aarch64)
"${pip[@]}" download --dest "$wheels" "${wanted[@]}"
"${pip[@]}" install --no-index --find-links "$wheels" --no-compile --target "$stage" "${wanted[@]}"
cp -R lambda_src/handlers lambda_src/pipeline "$stage"

model_wanted=(--require-hashes --no-deps --requirement lambda_src/service_models/requirements.txt --only-binary :all:)
"${pip[@]}" download --dest "$wheels" "${model_wanted[@]}"
"${pip[@]}" install --no-index --find-links "$wheels" --no-compile --target "$work/models" "${model_wanted[@]}"
[ -z "$sbom" ] || write_sbom
model=mediaconvert/2017-08-29
mkdir -p "$stage/service_models/$model"
cp "$work/models/botocore/data/$model/service-2.json.gz" "$stage/service_models/$model"

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
