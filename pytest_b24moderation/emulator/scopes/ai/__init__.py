"""`ai.engine.*`: AI services that applications bring. Opened by the permission `ai_admin`."""

GRANTED_BY = ("ai_admin",)
