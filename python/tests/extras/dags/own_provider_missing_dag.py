from airflow.providers.acme.views import create_app
from airflow.sdk import DAG

DAG("own_provider_missing", schedule=None)
