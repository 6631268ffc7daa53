"""`user.userfield.*`: custom fields of users. Opened by the permission `user.userfield`."""

GRANTED_BY = ("user.userfield",)
