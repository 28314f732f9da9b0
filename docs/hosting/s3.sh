#!/usr/bin/env bash
# Publishes ./site in a bucket that serves static websites: docs/hosting/s3.sh my-bucket
set -euo pipefail
bucket=${1:?name the bucket}
# New assets come before the pages that name them, and old ones go after the pages that named them.
aws s3 sync site/assets "s3://$bucket/assets"
aws s3 sync site "s3://$bucket" --exclude '.*' --exclude '*.md' --delete
# The bucket would not know this type by itself.
aws s3 sync site "s3://$bucket" --exclude '*' --include '*.md' --content-type 'text/markdown; charset=utf-8' --delete
aws s3 website "s3://$bucket" --index-document index.html --error-document 404.html
