"""What must survive a restart: one SQLAlchemy database, SQLite by default.

Knows nothing of Discord. Each module here holds one subject and its queries;
``tables.py`` has all the tables, ``docs/privacy.md`` says what of them concerns
a person.
"""
