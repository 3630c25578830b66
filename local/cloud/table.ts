import dynalite from "dynalite";
import { LOCAL_HOST, localEndpoint } from "../../core/settings/local-endpoint.ts";

export interface LocalTable {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Amazon DynamoDB, emulated in this process; its rows are files in `path`. */
export async function startTable(path: string): Promise<LocalTable> {
  const server = dynalite({ path, createTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, LOCAL_HOST, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no port is open");
  return {
    endpoint: localEndpoint(address.port),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
