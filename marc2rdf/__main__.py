"""``python -m marc2rdf`` is the command."""

from marc2rdf.cli.main import main

if __name__ == "__main__":
    main()
