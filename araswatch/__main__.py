"""`python -m araswatch`: the same as the `araswatch` command."""

from araswatch.cli import main

if __name__ == "__main__":
    main()
