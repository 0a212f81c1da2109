"""How much of a file a mapping carries: fields and subfields counted, in constant memory."""
