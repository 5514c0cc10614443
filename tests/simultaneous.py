"""Several people who do something at the very same moment."""

from collections.abc import Callable
from threading import Barrier, Thread

from workflow.outcomes import Answer


def at_once(*doing: Callable[[], Answer]) -> list[Answer]:
    """What each gets who does something at the very same moment, each in a thread of its own."""
    ready, answers = Barrier(len(doing)), list[Answer]()

    def do(one: Callable[[], Answer]) -> None:
        ready.wait()
        answers.append(one())

    threads = [Thread(target=do, args=(one,)) for one in doing]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
