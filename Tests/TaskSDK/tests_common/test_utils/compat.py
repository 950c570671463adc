"""Operators, by one path for all releases."""

from airflow.providers.standard.operators.bash import BashOperator as BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator as EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator as PythonOperator
