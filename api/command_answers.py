"""The answer to a command on one case: its receipt, with the version that the case has now as its `ETag`."""

from collections.abc import Callable

from fastapi import Response

from api.request_context import RequestContext
from api.schemas.answers import ReceiptOut
from workflow.actors import Actor
from workflow.commands import Command


async def answer_command(caller: RequestContext, response: Response, ask: Callable[[Actor], Command]) -> ReceiptOut:
    """Have a command done, and answer with its receipt. Raises Refused."""
    receipt = await caller.done(ask)
    response.headers["ETag"] = f'"{receipt.version}"'
    return ReceiptOut.model_validate(receipt)
