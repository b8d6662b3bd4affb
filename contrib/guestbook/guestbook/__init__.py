"""A small guestbook on PostgreSQL and Redis."""
