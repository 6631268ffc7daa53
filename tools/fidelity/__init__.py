"""Runs the integration tests of official SDKs, as they are, against the embedded portal.

    python -m tools.fidelity [--write] [--way WAY] CHECKOUT…

A checkout is copied before it is used; nothing is changed in it. What came out is written below reports/fidelity;
with `--write` the table in docs/fidelity.md too.
"""
