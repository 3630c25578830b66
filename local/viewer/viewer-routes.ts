import { MessageError } from "../../core/contracts/reasons.ts";
import { PICTURES_ROUTE, REVIEWS_ROUTE, UPLOADS_ROUTE } from "../../core/settings/page-routes.ts";
import { type Answer, problem, type Request, type Routes } from "../cloud/local-routes.ts";
import { type PageFile, pageFiles } from "./page-files.ts";

/** Nothing from elsewhere, nothing inline, in no frame. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Photographs and reviews are nobody else's, whatever a browser would let another page do with them. */
const PAGE_ONLY = [PICTURES_ROUTE, UPLOADS_ROUTE, REVIEWS_ROUTE];

/** The page and what only the page may ask for. */
export function makeViewerRoutes(routes: readonly Routes[]): Routes {
  return async (request) => {
    const path = request.target.split("?")[0] ?? "";
    const file = request.method === "GET" ? await fileOf(path) : undefined;
    if (file !== undefined) return pageAnswer(path, file);
    if (request.isForeign && PAGE_ONLY.some((route) => path.startsWith(route))) {
      return problem(403, "Forbidden", "Only the page of this system may ask.");
    }
    return firstAnswer(routes, request);
  };
}

async function firstAnswer(routes: readonly Routes[], request: Request) {
  for (const route of routes) {
    const answer = await answerOf(route, request);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** Other paths must not wait until the page is built. */
async function fileOf(path: string): Promise<PageFile | undefined> {
  if (path !== "/" && !path.startsWith("/assets/")) return undefined;
  return (await pageFiles()).get(path);
}

function pageAnswer(path: string, { contentType, body }: PageFile): Answer {
  const isNamedByContent = path.startsWith("/assets/");
  const headers = {
    "content-type": contentType,
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "cache-control": isNamedByContent ? "private, max-age=31536000, immutable" : "no-cache",
  };
  return { status: 200, headers, body };
}

async function answerOf(route: Routes, request: Request): Promise<Answer | undefined> {
  try {
    return await route(request);
  } catch (error) {
    if (error instanceof MessageError) return problem(400, "Bad request", error.message);
    throw error;
  }
}
