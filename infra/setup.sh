#!/bin/sh
# Make sure that system packages are there: through apt as root, otherwise say in one line what to install.
#   infra/setup.sh python            a Python >= 3.11 with venv
#   infra/setup.sh elasticsearch     a JDK and Maven, for the development node
#   infra/setup.sh postgresql        a PostgreSQL server, for tests
#   infra/setup.sh chromium          a browser, for tests
set -eu

missing=""

need() { # need PACKAGE TEST…: note the package where the test fails
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}

has_postgresql() { command -v pg_ctl || ls /usr/lib/postgresql/*/bin/pg_ctl; }

for want in "$@"; do
    case $want in
    python)
        need python3 python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'
        need python3-venv python3 -c 'import ensurepip, venv'
        ;;
    elasticsearch)
        need openjdk-17-jdk-headless javac -version
        need maven mvn --version
        ;;
    postgresql) need postgresql has_postgresql ;;
    chromium) need chromium command -v chromium ;;
    *)
        echo "setup: unknown part '$want'" >&2
        exit 2
        ;;
    esac
done

[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "setup: installing$missing" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update
    # shellcheck disable=SC2086  # a list of package names
    apt-get -qq install -y --no-install-recommends $missing >/dev/null
else
    echo "setup: please install first:$missing   (Debian, Ubuntu: sudo apt-get install$missing)" >&2
    exit 1
fi
