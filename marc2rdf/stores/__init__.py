"""Triple stores: what is sent, to whom and how, and the questions that are asked of them."""
