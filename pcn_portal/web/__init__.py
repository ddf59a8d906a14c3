"""Pages: translate a request, make one domain call, show the result."""
