"""Measurements, as ratios against a named peer in the same run: `./dev bench [name …]`."""
