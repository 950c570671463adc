"""What the entry points are asked, and what they answer: the types of ``Sources/XComRunner/Bridge``, on this side.

Swift leaves out of a request what it has no value for: such fields are NotRequired. It ignores the fields of an answer
that it does not know: those of a Graph are for whoever reads ``xcom dags show -o json``.
"""
