"""The command line: ``ccgwatch run | chat | ask | doctor | register … | db …``."""
