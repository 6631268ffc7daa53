"""Listeners of a run: every report is one file here, told by the recorder and the engine what was seen and judged."""
