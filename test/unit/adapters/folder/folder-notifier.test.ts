import { mkdir, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { FolderNotifier } from "../../../../adapters/folder/folder-notifier.ts";
import { KeyHistory } from "../../../../adapters/folder/key-history.ts";
import type { LeftOut } from "../../../../adapters/folder/list-files.ts";
import { notificationOf, type S3Notification } from "../../../../adapters/folder/notification.ts";
import { parseMessage } from "../../../../core/intake/upload-event.ts";
import { dropPrivileges, lock } from "../../../helpers/running/ordinary-user.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

describe("notification of a folder event", () => {
  it("is read by the parser of S3 notifications, whatever the key", () => {
    const name = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(name, (key) => {
        const event = { bucket: "images", key, sequencer: "0A", eTag: "e-1", sizeBytes: 3 };
        const time = new Date(0);
        const body = JSON.stringify(notificationOf({ name: "ObjectCreated:Put", time, ...event }));
        const { bucket, sequencer, eTag } = event;
        expect(parseMessage(body)).toMatchObject({
          work: [{ kind: "scan", job: { object: { bucket, key, sequencer, eTag }, sizeBytes: 3 } }],
          ignored: [],
          rejected: [],
        });
      }),
    );
  });
});

describe("sequencers of a key", () => {
  const change = fc.record({
    eTag: fc.option(fc.constantFrom("a", "b"), { nil: undefined }),
    atNs: fc.bigInt(0n, 5n),
  });

  it("grow with every change, also when the clock goes back, and none is given twice", () => {
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const history = new KeyHistory();
        let [current, last]: [string | undefined, string] = [undefined, ""];
        for (const { eTag, atNs } of changes) {
          const sequencer =
            eTag === undefined ? history.removed("k", atNs) : history.created("k", eTag, atNs);
          expect(sequencer !== undefined).toBe(eTag !== current);
          if (sequencer === undefined) continue;
          expect(sequencer > last).toBe(true);
          history.record("k", eTag, sequencer);
          [current, last] = [eTag, sequencer];
        }
      }),
    );
  });
});

describe("folder notifier", () => {
  let folder: string;
  let sent: string[];
  let notifier: FolderNotifier;
  let queueIsDown: boolean;
  const send = async (notification: S3Notification) => {
    if (queueIsDown) throw new Error("queue is down");
    sent.push(JSON.stringify(notification));
  };
  const makeNotifier = () => {
    const clock = { now: () => new Date(), monotonicMs: () => performance.now() };
    return new FolderNotifier({ bucket: "images", folder, send, clock });
  };
  const write = (text: string) => writeFile(join(folder, "a.jpg"), text);
  const works = () => sent.flatMap((body) => parseMessage(body).work);

  beforeEach(async () => {
    folder = await temporaryFolder();
    sent = [];
    queueIsDown = false;
    notifier = makeNotifier();
  });

  it("says once that a file is there, once that it changed and once that it is gone", async () => {
    await write("one");
    await Promise.all([notifier.look("a.jpg"), notifier.look("a.jpg")]);
    await write("other");
    await notifier.look("a.jpg");
    await notifier.look("a.jpg");
    await rm(join(folder, "a.jpg"));
    await notifier.look("a.jpg");
    await notifier.look("a.jpg");
    expect(works().map(({ kind }) => kind)).toEqual(["scan", "scan", "delete"]);
  });

  it("names an upload the same after a restart, so that it is the same scan", async () => {
    await write("one");
    await notifier.look("a.jpg");
    await makeNotifier().look("a.jpg");
    expect(sent).toHaveLength(2);
    const ids = works().map((work) => (work.kind === "scan" ? work.job.scanId : ""));
    expect(ids[0]).toBe(ids[1]);
  });

  it("tells what happened while nobody watched from what an earlier process said", async () => {
    await write("one");
    const { mtime } = await stat(join(folder, "a.jpg"));
    await notifier.look("a.jpg");
    const [first] = works();
    if (first?.kind !== "scan") throw new TypeError("expected a scan");
    const { eTag, sequencer = "" } = first.job.object;

    const restarted = makeNotifier();
    restarted.recall("a.jpg", eTag, sequencer);
    restarted.recall("gone.jpg", "x", "00FF");
    expect(await restarted.look("a.jpg")).toBe(false);
    expect(await restarted.look("gone.jpg")).toBe(true);

    // An older file moved over it, with the clock of that file: still a newer upload.
    await writeFile(join(folder, "b.tmp"), "two!");
    await utimes(join(folder, "b.tmp"), mtime, new Date(0));
    await rename(join(folder, "b.tmp"), join(folder, "a.jpg"));
    expect(await restarted.look("a.jpg")).toBe(true);
    const last = works().at(-1);
    if (last?.kind !== "scan") throw new TypeError("expected a scan");
    expect((last.job.object.sequencer ?? "") > sequencer).toBe(true);
  });

  it("says again what the queue did not take", async () => {
    await write("one");
    queueIsDown = true;
    await expect(notifier.look("a.jpg")).rejects.toThrow("queue is down");
    queueIsDown = false;
    expect(await notifier.look("a.jpg")).toBe(true);
  });

  it("says nothing of what it cannot look at: neither that it is there nor that it is gone", async () => {
    dropPrivileges();
    folder = await temporaryFolder();
    const unseen: string[] = [];
    const onLeftOut = ({ key }: LeftOut) => unseen.push(key);
    const clock = { now: () => new Date(), monotonicMs: () => performance.now() };
    notifier = new FolderNotifier({ bucket: "images", folder, send, clock, onLeftOut });
    await mkdir(join(folder, "sub"));
    await writeFile(join(folder, "sub", "a.jpg"), "x");
    expect(await notifier.look("sub/a.jpg")).toBe(true);
    await lock(join(folder, "sub"));
    expect(await notifier.look("sub/a.jpg")).toBe(false);
    expect([sent.length, unseen]).toEqual([1, ["sub/a.jpg"]]);
  });

  it("counts what is no picture as not there, and tells of it", async () => {
    const told: LeftOut[] = [];
    const onLeftOut = (one: LeftOut) => told.push(one);
    const clock = { now: () => new Date(), monotonicMs: () => performance.now() };
    notifier = new FolderNotifier({ bucket: "images", folder, send, clock, onLeftOut });
    await writeFile(join(folder, "notes"), "GIF89a");
    expect(await notifier.look("notes")).toBe(true);
    await writeFile(join(folder, "notes"), "no picture");
    expect(await notifier.look("notes")).toBe(true);
    expect(sent.map((body) => body.includes("ObjectRemoved"))).toEqual([false, true]);
    const why = "text, which is no image that is scanned";
    expect(told).toEqual([{ key: "notes", why, hidesFiles: false }]);
  });

  it("is silent about hidden files, folders and links", async () => {
    await writeFile(join(folder, ".part"), "x");
    await mkdir(join(folder, "sub"));
    await symlink(join(folder, ".part"), join(folder, "link.jpg"));
    for (const key of [".part", "sub", "link.jpg", "../x", "never-was.jpg"]) {
      expect(await notifier.look(key)).toBe(false);
    }
    expect(sent).toEqual([]);
  });
});
