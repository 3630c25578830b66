"""One image after the other, with Pillow: the loop that everybody writes first."""

from worker_parts import decode_pillow, finish, open_session, read_task, run, serve_rounds


def main() -> None:
    task = read_task()
    session, side = open_session(task, task.threads)

    def one(name: str) -> None:
        image = decode_pillow(task, name, side)
        finish(task, image, run(session, [image])[0])

    one(task.files[0])
    serve_rounds(lambda: [one(name) for name in task.files])


main()
