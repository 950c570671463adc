select * from {{ params.tbl | default('x') }} where d = '{{ ds }}' {% include 'inc.sql' %}
