from airflow.plugins_manager import AirflowPlugin


def twice(x):
    return x * 2


class FactoryPlugin(AirflowPlugin):
    name = "factory_plugin"
    macros = [twice]
