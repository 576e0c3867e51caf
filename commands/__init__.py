"""What a person may ask or order: one file a capability, found by its presence here.

Every module directly in this package (but not in `commands.core`) may hold `Command` values;
`commands.core.catalogue.load` collects them. See CONTRIBUTING.md, "Add a command".
"""
