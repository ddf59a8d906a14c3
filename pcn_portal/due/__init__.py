"""What is due and who has done it: the facts of every part, read together, for pages and e-mails.

It stands above funding, workforce and services because it reads all of them, and below accounts
because the e-mails there say what it finds. It knows nothing of people's roles.
"""
