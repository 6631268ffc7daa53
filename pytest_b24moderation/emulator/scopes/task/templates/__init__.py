"""Templates of tasks and their checklists."""
