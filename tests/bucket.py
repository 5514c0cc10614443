"""A server that speaks S3: a process of its own on 127.0.0.1, which knows one key and the buckets it was asked to make.

Run as a module it takes a port that is free, says on standard output which, and serves until it is ended. It checks who signed
a request and what the policy of the key allows, as the real one does.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

BUCKET, REGION = "papers", "eu-north-1"
_ROOT = Path(__file__).parents[1]


class Bucket:
    """The process as a test sees it."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.bucket"]
        self._process = subprocess.Popen(
            command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        told = json.loads(self._process.stdout.readline())
        self.endpoint: str = told["endpoint"]
        self.key: str = told["key"]
        self.secret: str = told["secret"]

    def settings(self, **differing: str) -> dict[str, str]:
        """What the environment of the service says to reach it, but for what is given."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
        } | differing

    def end(self) -> None:
        """Be done with it, at once."""
        with self._process as process:
            process.kill()


def _serve() -> None:
    """Make the bucket and the key, say where and which, and serve."""
    os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "0"
    from moto.backends import get_backend  # it reads the environment as it is imported
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    account = "123456789012"
    users = get_backend("iam")[account]["aws"]
    users.create_user(REGION, "accord")
    key = users.create_access_key("accord")
    mine = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    users.put_user_policy("accord", "its-own", json.dumps({"Version": "2012-10-17", "Statement": [mine]}))
    get_backend("s3")[account]["aws"].create_bucket(BUCKET, REGION)
    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
    told = {
        "endpoint": f"http://127.0.0.1:{server.server_port}",
        "key": key.access_key_id,
        "secret": key.secret_access_key,
    }
    sys.stdout.write(f"{json.dumps(told)}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    _serve()
