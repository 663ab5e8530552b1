"""What the program has to write, worked out a second time and without the program. See README.md in this folder."""
