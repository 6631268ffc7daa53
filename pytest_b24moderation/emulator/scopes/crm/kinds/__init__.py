"""The kinds that every portal has."""
