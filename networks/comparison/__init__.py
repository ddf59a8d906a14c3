"""Files compared with the register: what they show otherwise becomes a proposal, never an edit.

`places` compares who is where on a day (list-size maps, adjusted populations), `histories` compares
spells (ODS files). Both give findings, which `settle` weighs against the proposals there are;
`planning` puts the outcome into an import's preview. Those four are pure; `standing` reads.
"""
