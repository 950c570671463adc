"""Names come from the table of the facade."""
