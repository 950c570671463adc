"""What the Task SDK's own tests ask of Airflow's package of test helpers, which is not published for this release.

Only what they use, and the same for a whole Airflow and for the facade: it is the tests that say what is right.
"""
