#!/usr/bin/env bash
# Configures a build folder once, compiles, and installs into its stage.
#
#	test/build.sh FOLDER [MESON OPTION...]
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$1
shift
[ -f "$folder/build.ninja" ] ||
	meson setup "$folder" --prefix "$PWD/$folder/stage" "$@"
ninja -C "$folder" -j 2 -k 0
# Anew, so that nothing stays of what is not installed any more.
rm -rf "${folder:?}/stage"
meson install -C "$folder" --no-rebuild --quiet
