"""Between the web server and the site: request bodies, replies and downloads, with limits and deadlines for each.

The site itself is a WSGI application whose threads must not wait for a reader's network. The front takes that wait:
it has the whole body before a thread begins, and it sends what the thread has made (docs/decisions/0015).
"""
