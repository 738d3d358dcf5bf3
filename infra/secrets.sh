#!/bin/sh
# Add the secrets that docker-compose.yml asks for and .env lacks, random ones: infra/secrets.sh
set -eu
cd "$(dirname "$0")/.."
umask 077
touch .env
random() { head -c "$1" /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_'; }
add() { grep -q "^$1=." .env || echo "$1=$2" >>.env; }
for name in ELASTIC_PASSWORD KIBANA_PASSWORD POSTGRES_PASSWORD REDIS_PASSWORD AIRFLOW_PASSWORD ARASWATCH_ADMIN_PASSWORD; do
    add $name "$(random 24 | tr -d '=_-')"
done
add AIRFLOW_FERNET_KEY "$(random 32)"
add AIRFLOW_API_SECRET "$(random 64 | tr -d '=')"
add AIRFLOW_JWT_SECRET "$(random 64 | tr -d '=')"
