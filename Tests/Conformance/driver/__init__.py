"""Runs DAG files through the `xcom` command line and compares what it stored with what real Airflow stored."""
