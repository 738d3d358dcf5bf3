"""Run the benchmarks by name, all without one: `python -m benchmarks [NAME]…`. Each is a module with `main()`."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks

NAMES = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_"))


def main(names: list[str]) -> int:
    """Run and print; 2 for an unknown name."""
    if unknown := [name for name in names if name not in NAMES]:
        sys.stderr.write(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}\n")
        return 2
    for name in names or NAMES:
        sys.stderr.write(f"bench {name}\n")
        importlib.import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
