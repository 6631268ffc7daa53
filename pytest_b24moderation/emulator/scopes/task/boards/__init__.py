"""How tasks are arranged: stages, the day plan, links, flows, templates."""
