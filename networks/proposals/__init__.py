"""Changes of the register: proposed, checked, projected, decided, and called off before their day.

`details` says what a proposal of each kind holds, `applying` what it does to the register, to a
picture of it in memory (`picture`): `projection` shows that picture, `actions` saves it.
"""
