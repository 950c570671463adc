"""Airflow 2's models: the classes XCom, Variable, Connection, DagRun, TaskInstance and DagModel, and their methods.

They import no SQLAlchemy. A class is mapped to its table when a session is made, or one of its columns is asked for.
"""
