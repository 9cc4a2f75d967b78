"""The hands: each turns the same flat layers into a picture in its own manner."""
