"""Files: reference pictures in (checked, cleaned, published), results out (fetched safely, kept, stamped)."""
