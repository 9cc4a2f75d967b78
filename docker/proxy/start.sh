#!/bin/sh
# Starts nginx so that it looks its upstreams up again and again: a new container has a new address.
set -eu
nameserver=$(awk '$1 == "nameserver" {print $2; exit}' /etc/resolv.conf)
case $nameserver in *:*) nameserver="[$nameserver]" ;; esac
echo "resolver $nameserver valid=5s;" >/etc/nginx/conf.d/resolver.conf
exec nginx -g "daemon off;"
