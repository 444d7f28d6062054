"""The page in the browser: a chat that drafts, a table that lives, findings beside it."""
