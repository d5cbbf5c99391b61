"""`python -m convqa` is `convqa`."""

from convqa.cli import main

if __name__ == "__main__":
    main(prog_name="convqa")
