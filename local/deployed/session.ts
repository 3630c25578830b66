import { randomBytes, timingSafeEqual } from "node:crypto";
import { type Answer, problem, type Respond } from "../cloud/local-routes.ts";

/** Lets one browser in: others on this machine must not look with somebody's credentials. */
export interface Session {
  /** Path and query that let a browser in. */
  readonly entry: string;
  /** Answers whoever came by the entry. */
  guard(respond: Respond): Respond;
}

const TOKEN_BYTES = 32;
const ENTRY = "token";

/** @param port of the server: cookies know no ports, and two pages have two tokens. */
export function openSession(port: string): Session {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const name = `fasa-${port}`;
  const letIn: Answer = {
    status: 303,
    headers: {
      location: "/",
      "set-cookie": `${name}=${token}; HttpOnly; SameSite=Strict; Path=/`,
      "cache-control": "no-store",
    },
    body: "",
  };
  const guard = (respond: Respond): Respond => {
    return async (request) => {
      if (isSame(given(request.target), token)) return letIn;
      if (isSame(cookieIn(request.cookies, name), token)) return respond(request);
      return problem(403, "Forbidden", "Open the address that this program printed.");
    };
  };
  return { entry: `/?${ENTRY}=${token}`, guard };
}

function given(target: string): string {
  const query = target.startsWith("/?") ? target.slice(2) : "";
  return new URLSearchParams(query).get(ENTRY) ?? "";
}

function cookieIn(cookies: string, name: string): string {
  const found = cookies.split("; ").find((cookie) => cookie.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? "";
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
