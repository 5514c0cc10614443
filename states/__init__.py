"""What a programme allows: definitions, machine, rules, calendars, checks, diagram. Pure: no database, web or clock."""
