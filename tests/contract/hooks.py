"""What Schemathesis cannot know of the service: how its callers prove who they are, and
what there is to be named. And what it does not keep: which operation was answered how.

Which proof an operation takes is read from the description, and examples come from
outside, so that nothing here knows of any single operation.
"""

import base64
import hashlib
import itertools
import json
import os
import re
from urllib.parse import urlsplit

import requests
import schemathesis
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TOKENS = os.environ["CONTRACT_TOKENS"].split()
TERMINAL = os.environ["CONTRACT_TERMINAL"]
KEY = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(os.environ["CONTRACT_KEY"]))
NOW = os.environ["CONTRACT_NOW"]
ANSWERS = open(os.environ["CONTRACT_ANSWERS"], "a", buffering=1, encoding="utf-8")


def proofs():
    """Method, path as a pattern, and the name of the proof, of every operation."""
    with open(os.environ["CONTRACT_DOCUMENT"], encoding="utf-8") as file:
        document = json.load(file)
    for path, methods in document["paths"].items():
        pattern = re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]*", re.escape(path)))
        for method, operation in methods.items():
            for proof in operation.get("security", []):
                yield method.upper(), pattern, next(iter(proof))


PROOFS = list(proofs())
TURNS = itertools.cycle(TOKENS)


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signature(method, path, body):
    """As docs/integrator.md has it under "Signed requests"."""
    head = {"alg": "EdDSA", "typ": "mytaku-request+json", "kid": TERMINAL}
    said = {
        "method": method,
        "path": path,
        "body": hashlib.sha256(body).hexdigest(),
        "at": NOW,
    }
    parts = [encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (head, said)]
    signed = ".".join(parts)
    return f"{signed}.{encoded(KEY.sign(signed.encode()))}"


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Names what there is, so that requests reach more than a refusal."""
    examples = json.loads(os.environ["CONTRACT_EXAMPLES"])
    for methods in raw_schema["paths"].values():
        for operation in methods.values():
            own = examples["operations"].get(operation["operationId"], {})
            values = examples["values"] | own.get("values", {})
            for parameter in operation.get("parameters", []):
                if value := values.get(parameter["name"]):
                    parameter["example"] = value
            if body := own.get("body"):
                operation["requestBody"]["content"]["application/json"]["example"] = body


@schemathesis.hook
def after_call(context, case, response):
    """Writes down how an operation was answered, if it was asked by its own method."""
    operation = case.operation
    if response.request.method == operation.method.upper():
        name = operation.definition.raw["operationId"]
        print(name, response.status_code, file=ANSWERS)


NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(r"[\t\x20-\x7e]*")


@schemathesis.hook
def map_headers(context, headers):
    """Leaves out what is no HTTP: the library below answers that, with an empty 400."""
    kept = {name: value for name, value in (headers or {}).items() if NAME.fullmatch(name)}
    return {name: value for name, value in kept.items() if VALUE.fullmatch(str(value))}


class Proof(requests.auth.AuthBase):
    """Proves who asks, once the request is whole."""

    def __call__(self, request):
        path = urlsplit(request.url).path
        for method, pattern, proof in PROOFS:
            if method == request.method and pattern.fullmatch(path):
                if proof == "terminal" and TERMINAL:
                    body = request.body or b""
                    body = body.encode() if isinstance(body, str) else body
                    jws = signature(method, path, body)
                    request.headers["Authorization"] = f"Mytaku-Terminal {jws}"
                elif proof != "terminal" and TOKENS:
                    request.headers["Authorization"] = f"Bearer {next(TURNS)}"
        return request


schemathesis.auth.set_from_requests(Proof())
