"""The universal methods: `crm.item.*`, smart processes, digital workplaces."""
