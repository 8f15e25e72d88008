"""`python -m credibility`: the same as the console script."""

from credibility.cli import main

if __name__ == "__main__":
    main()
