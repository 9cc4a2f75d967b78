"""The programs of a site: how each is started, on one machine or on many, in containers or not."""
