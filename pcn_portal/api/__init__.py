"""REST API, version 1: the same facts as the pages, behind the same doors."""
