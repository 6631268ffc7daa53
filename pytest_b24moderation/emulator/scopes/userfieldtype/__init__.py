"""`userfieldtype.*`: types of user fields that applications draw. Opened by the permission `placement`."""

GRANTED_BY = ("placement",)
