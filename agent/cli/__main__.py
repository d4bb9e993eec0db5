"""`python -m agent.cli`, the same as `chartaudit`."""

from agent.cli import main

if __name__ == "__main__":  # processes that compile official files load this module again
    main()
