"""`python -m nasvyazi.cli`: the program without its entry point, as the supervisor starts its children."""

from nasvyazi.cli import main

if __name__ == "__main__":
    main()
