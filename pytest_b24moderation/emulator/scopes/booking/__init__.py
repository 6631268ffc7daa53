"""Online booking: resources, bookings of them, and a waiting list. restdocs: api-reference/booking."""
