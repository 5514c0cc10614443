"""Requests that are no HTTP: the server answers them with a problem, as every other error is answered, and hangs up."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api import errors

_HEAD = (
    b"HTTP/1.1 400 Bad Request\r\n"
    b"content-type: application/problem+json\r\n"
    b"cache-control: no-store\r\n"
    b"connection: close\r\n"
    b"content-length: %d\r\n\r\n"
)


class ProblemProtocol(HttpToolsProtocol):
    """The server's protocol, which says in JSON what it otherwise says in plain text."""

    def send_400_response(self, msg: str) -> None:
        """Answer what cannot be read as HTTP."""
        body = errors.unreadable_request()
        self.transport.write(_HEAD % len(body) + body)
        self.transport.close()
