"""Districts by official text: `parsing` reads it, `answering` asks it, `judging` looks it over, `services` keeps it."""
