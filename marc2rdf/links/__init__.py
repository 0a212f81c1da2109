"""Links that can be trusted: ISSNs, DOIs and addresses, checked once, politely, into a cache."""
