"""Threads with OpenCV, each an image from end to end; as many runs of one thread as are allowed.

onnxruntime and OpenCV let go of Python's lock, so that this is one session a core.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

from worker_parts import decode_opencv, finish, open_session, read_task, run, serve_rounds

AT_ONCE = 8


def main() -> None:
    task = read_task()
    session, side = open_session(task, 1)
    network = threading.Semaphore(task.threads)

    def one(name: str) -> None:
        image = decode_opencv(task, name, side)
        with network:
            probability = run(session, [image])[0]
        finish(task, image, probability)

    one(task.files[0])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        serve_rounds(lambda: list(pool.map(one, task.files)))


main()
