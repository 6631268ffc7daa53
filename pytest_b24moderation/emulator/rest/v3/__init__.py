"""REST 3.0: the door `/rest/api/`. restdocs: api-reference/rest-v3.md."""
