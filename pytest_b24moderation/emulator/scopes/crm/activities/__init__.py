"""Activities of records: system, universal (to-do), configurable."""
