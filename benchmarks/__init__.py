"""Speed and memory beside a peer in the same run: `make bench`, or `make bench NAME=pipeline`. Each prints one JSON line on stdout."""
