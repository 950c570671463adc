"""`airflow.version`: the version of Airflow that the facade stands for."""

from airflow import __version__

version = __version__
