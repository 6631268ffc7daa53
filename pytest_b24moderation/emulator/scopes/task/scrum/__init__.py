"""Scrum: backlog, sprints, epics, Kanban."""
