"""What hangs on a task: checklist, comments, time, results."""
