"""Stand-ins for the programs that engines drive: same names of modules and functions, bodies of our own."""
