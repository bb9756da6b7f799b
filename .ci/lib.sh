# What .ci/run and .ci/nightly share: steps with a heading and a time, and what they need installed.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-never}

apple_targets=(aarch64-apple-darwin x86_64-apple-darwin)

# step NAME COMMAND...: runs a command, says what it was and how long it took, and ends the run if it fails.
# The command has a shell of its own, not as a condition: there `set -e` would not count.
step() {
  local name=$1 start=$SECONDS status
  shift
  printf '\n== %s\n' "$name"
  set +e
  (
    set -e
    "$@"
  )
  status=$?
  set -e
  if [ "$status" != 0 ]; then
    printf '\n== FAILED: %s (%d s)\n' "$name" "$((SECONDS - start))"
    exit 1
  fi
  printf '== ok: %s (%d s)\n' "$name" "$((SECONDS - start))"
}

# A toolchain, unless it is there.
toolchain() {
  rustup run "$1" rustc --version 2>/dev/null || rustup toolchain install "$1" --profile minimal --no-self-update
}

# A Debian package, unless its command is there.
debian_package() {
  local package=$1 command=$2
  command -v "$command" >/dev/null && return
  local sudo=
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -q && $sudo apt-get install -q -y --no-install-recommends "$package"
}

install_stable() {
  rustup component add rustfmt clippy
  rustup target add "${apple_targets[@]}"
}

install_nightly() {
  toolchain nightly
  rustup component add --toolchain nightly miri rust-src
}
