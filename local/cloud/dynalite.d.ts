declare module "dynalite" {
  import type { Server } from "node:http";

  /** Amazon DynamoDB as an HTTP server, in memory unless a `path` for its files is given. */
  function dynalite(options: { path?: string; createTableMs?: number }): Server;
  export = dynalite;
}
