"""Pages for a browser that need nothing but themselves."""
