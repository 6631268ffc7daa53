"""How we touch the outside: REST, the browser, the portal's screens, journeys over them, and probes."""
