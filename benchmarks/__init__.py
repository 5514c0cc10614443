"""Speed, always beside a limit measured in the same run: a figure alone says little on a machine that others use too."""
