"""Who guesses topics now: the lexicon, or what was learnt from people's decisions."""
