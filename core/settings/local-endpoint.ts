/** Where the system on a laptop listens unless it is told otherwise. */
export const LOCAL_PORT = 8317;

/** The loopback interface alone: there is no login. */
export const LOCAL_HOST = "127.0.0.1";

export function localEndpoint(port: number): string {
  return `http://${LOCAL_HOST}:${port}`;
}
