import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { run } from "./run.ts";

export interface Build {
  readonly file: string;
  readonly context: string;
  readonly target: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Folder here → folder in every step of the build. */
  readonly volumes?: Readonly<Record<string, string>>;
}

export interface BuiltContainer {
  readonly container: string;
  remove(): Promise<void>;
}

/** Builds images without Docker, in a store of its own. */
export interface Buildah {
  /** How every command of it begins: `buildah …`. */
  readonly store: readonly string[];
  /** Name of the image. */
  build(what: Build): Promise<string>;
  /** As it is unpacked: `512 MB`. */
  size(image: string): Promise<string>;
  /** What the image starts. */
  command(image: string): Promise<readonly string[]>;
  /** A file system made of the image, to start something in. @param hosts names of this machine in it. */
  container(image: string, hosts: readonly string[]): Promise<BuiltContainer>;
  /** Nothing of the store is in use afterwards. */
  clear(): Promise<void>;
}

const Inspected = z.object({
  OCIv1: z.object({
    config: z.object({ Entrypoint: z.array(z.string()), Cmd: z.array(z.string()) }),
  }),
});
const Listed = z.tuple([z.object({ size: z.string() })]);
const NEEDED = ["buildah", "debootstrap"];

/** @param folder of its store. @throws Error that says what to install. */
export function makeBuildah(folder: string): Buildah {
  const missing = NEEDED.filter((name) => !isInstalled(name));
  if (missing.length > 0) {
    throw new Error(`${missing.join(" and ")} not found. Run: apt-get install ${NEEDED.join(" ")}`);
  }
  const store = ["--root", join(folder, "store"), "--runroot", join(folder, "run")];
  const buildah = (...words: readonly string[]) => run("buildah", [...store, ...words]);
  return {
    store,
    build: async ({ file, context, target, buildArgs = {}, volumes = {} }) => {
      const image = `localhost/fasa-${target}`;
      const named = Object.entries(buildArgs).map(
        ([name, value]) => `--build-arg=${name}=${value}`,
      );
      const mounted = Object.entries(volumes).map(([from, to]) => `--volume=${from}:${to}`);
      const options = [
        "--isolation=chroot",
        "--format=docker",
        "--pull-never",
        ...named,
        ...mounted,
      ];
      await buildah("bud", ...options, "--target", target, "--tag", image, "--file", file, context);
      return image;
    },
    size: async (image) => {
      const [listed] = Listed.parse(JSON.parse(await buildah("images", "--json", image)));
      return listed.size;
    },
    command: async (image) => {
      const { config } = Inspected.parse(
        JSON.parse(await buildah("inspect", "--type=image", image)),
      ).OCIv1;
      return [...config.Entrypoint, ...config.Cmd];
    },
    container: async (image, hosts) => {
      const known = hosts.map((host) => `--add-host=${host}:127.0.0.1`);
      const container = (await buildah("from", "--pull-never", ...known, image)).trim();
      return { container, remove: async () => void (await buildah("rm", container)) };
    },
    clear: async () => {
      await buildah("rm", "--all");
      await buildah("rmi", "--all", "--force");
    },
  };
}

function isInstalled(program: string): boolean {
  const places = (process.env["PATH"] ?? "").split(":");
  return places.some((place) => existsSync(join(place, program)));
}
