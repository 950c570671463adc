"""The file that a program of tasks becomes for Airflow's ExecutableCoordinator: packed, looked into and checked.

It is `executable | source | metadata | trailer`, one behind the other (`layout`); the metadata is YAML (`metadata`).
This is Python, not Swift: the metadata of foreign packers has to be read as Airflow reads it, which is by PyYAML.
"""
