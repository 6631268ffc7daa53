"""Built-in telephony and SIP lines (`voximplant.*`)."""
