"""How the view is made anew: the whole of a ledger chunk by chunk, or only what new facts can affect."""
