"""`python -m agent.cli`, the same as `chartaudit`."""

from agent.cli import main

main()
