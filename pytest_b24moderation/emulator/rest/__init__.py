"""The REST front of a portal: addresses, parameters, authorisation, envelope, errors, batch."""
