"""Reads DAG files without running them, and says what Airflow 3.2.1 makes of them: line by line, with the rewrite.

A file is parsed once (`source`), walked once (`walk`), and what the walk meets goes to the rules (`rules/`, a file per
concept). What a DAG consists of (`model/`) is worked out from the source; where that is not certain, rules are silent.
"""
