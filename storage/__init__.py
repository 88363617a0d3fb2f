"""What we remember: tables, migrations, and one module a noun; models go in and models come out."""
