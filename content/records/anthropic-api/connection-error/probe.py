"""Does any HTTP answer reach this process, and if not, at which step does the connection fail?"""

import anthropic

client = anthropic.Anthropic(max_retries=0, timeout=20)

try:
    client.models.list(limit=1)
    print("connected: the API answered")
except anthropic.APIStatusError as error:
    print(f"connected: HTTP {error.status_code}, {error.request_id or 'no request id'}")
except anthropic.APITimeoutError:
    print("no answer: timed out")
except anthropic.APIConnectionError as error:
    cause: BaseException = error
    while cause.__cause__ or cause.__context__:  # the innermost exception is the one that says why
        cause = cause.__cause__ or cause.__context__
    print(f"no answer: {type(cause).__name__}: {cause}")
