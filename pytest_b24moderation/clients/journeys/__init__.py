"""Ways through the portal's screens that several stages take."""
