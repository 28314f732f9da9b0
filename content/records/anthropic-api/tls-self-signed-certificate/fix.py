"""Trust the company root in addition to the usual ones, for this client only."""

import os
import ssl

import anthropic

trusted = ssl.create_default_context()
company_root = os.environ.get("NODE_EXTRA_CA_CERTS")  # one variable for Node programs and for this one
if company_root:
    trusted.load_verify_locations(company_root)

client = anthropic.Anthropic(http_client=anthropic.DefaultHttpxClient(verify=trusted))

try:
    client.models.list(limit=1)
    print("trusted: the API answered")
except anthropic.APIStatusError as error:  # any HTTP answer proves that the certificate was accepted
    print(f"trusted: HTTP {error.status_code}")
except anthropic.APIConnectionError as error:
    print(f"not trusted: {error.__cause__}")
