"""From the shell to the verdict of one image: ``one_file.py TASK``, in the words of a contender."""

from worker_parts import decode_pillow, finish, open_session, read_task, run


def main() -> None:
    task = read_task()
    session, side = open_session(task, task.threads)
    for name in task.files:
        image = decode_pillow(task, name, side)
        finish(task, image, run(session, [image])[0])


main()
