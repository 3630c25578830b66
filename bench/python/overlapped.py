"""Batched and overlapped: threads decode and write, one runs the network over what has come in."""

import queue
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from worker_parts import Decoded, decode_opencv, finish, open_session, read_task, run, serve_rounds

AT_ONCE = 8

Waiting = tuple[Decoded, Future]


def main() -> None:
    task = read_task()
    session, side = open_session(task, task.threads)
    waiting: queue.Queue[Waiting] = queue.Queue()

    def work() -> None:
        while True:
            batch = [waiting.get()]
            while len(batch) < task.max_batch and not waiting.empty():
                batch.append(waiting.get())
            maps = run(session, [image for image, _ in batch])
            for (_, answer), probability in zip(batch, maps, strict=True):
                answer.set_result(probability)

    def one(name: str) -> None:
        image = decode_opencv(task, name, side)
        answer: Future = Future()
        waiting.put((image, answer))
        finish(task, image, answer.result())

    threading.Thread(target=work, daemon=True).start()
    one(task.files[0])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        serve_rounds(lambda: list(pool.map(one, task.files)))


main()
