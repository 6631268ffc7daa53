"""One file, one suite: each module here has a `SUITE`."""
