#!/bin/sh
# Asks the resolver of this machine for the address behind a name, as curl does.
name=${1:?give the name from the message}
getent hosts "$name" || echo "no address"
