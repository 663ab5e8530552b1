"""What the program has to write, worked out a second time from the contract alone. See README.md beside this file."""
