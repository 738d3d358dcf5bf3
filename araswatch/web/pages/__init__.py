"""The pages, one module each: read the URL, ask ledger and store, render a template."""
