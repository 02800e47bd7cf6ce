#!/usr/bin/env bash
# Prints the first Chromium or Chrome that starts, or nothing. CHROMIUM_BIN names another one.
set -u

for candidate in "${CHROMIUM_BIN:-}" chromium chromium-browser google-chrome google-chrome-stable \
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
  "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
  [ -n "$candidate" ] || continue
  if "$candidate" --version >/dev/null 2>&1; then
    command -v "$candidate"
    exit 0
  fi
done
