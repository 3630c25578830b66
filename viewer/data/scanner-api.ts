import { z } from "zod";
import { createClient } from "../../client/create-client.ts";
import { Problem } from "../../core/api/verdict-query.ts";
import type { ScannedVerdict, Verdict } from "../../core/contracts/verdict.ts";
import { Review, type ReviewRequest, ReviewsAnswer } from "../../core/reviews/review.ts";
import {
  EXPORT_ROUTE,
  PICTURE_SIDES_PX,
  PICTURES_ROUTE,
  REVIEWS_ROUTE,
  UPLOADS_ROUTE,
} from "../../core/settings/page-routes.ts";

/** The system that this page is of. */
export const client = createClient({ endpoint: location.origin });

/** Of what was thrown, for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export type PictureSide = keyof typeof PICTURE_SIDES_PX;

/** Where a photograph is, as it was when the verdict was given. */
export function pictureUrlOf({ object }: Verdict, side: PictureSide): string {
  const { bucket, key, eTag } = object;
  const sent = { bucket, key, side: String(PICTURE_SIDES_PX[side]), ...(eTag && { eTag }) };
  return `${PICTURES_ROUTE}?${new URLSearchParams(sent)}`;
}

export function maskUrlOf({ mask }: ScannedVerdict): string {
  return `/${mask.key}`;
}

export const EXPORTS = [
  { name: "Reviews as JSON lines", url: `${EXPORT_ROUTE}?format=jsonl` },
  { name: "Tasks for Label Studio", url: `${EXPORT_ROUTE}?format=label-studio` },
] as const;

export async function readReviews(): Promise<Review[]> {
  const response = await fetch(REVIEWS_ROUTE);
  return ReviewsAnswer.parse(await bodyOf(response)).reviews;
}

export async function writeReview(review: ReviewRequest): Promise<Review> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(review);
  return Review.parse(await bodyOf(await fetch(REVIEWS_ROUTE, { method: "POST", headers, body })));
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.ok) return response.json();
  throw new Error(detailIn(await response.text()) ?? `the system answered ${response.status}`);
}

function detailIn(text: string): string | undefined {
  try {
    return Problem.safeParse(JSON.parse(text)).data?.detail;
  } catch {
    return undefined;
  }
}

const Uploaded = z.strictObject({ bucket: z.string(), key: z.string() });
export type Uploaded = z.infer<typeof Uploaded>;

export interface UploadOptions {
  readonly key: string;
  readonly file: Blob;
  readonly isReplacing: boolean;
  /** Told the share that was sent, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** @returns `exists` where a file has that name. @throws Error with what the system says. */
export async function upload(options: UploadOptions): Promise<Uploaded | "exists"> {
  const { key, file, isReplacing, onProgress } = options;
  const search = new URLSearchParams({ key, replace: String(isReplacing) });
  // Of `fetch` one cannot see how much was sent.
  const request = new XMLHttpRequest();
  request.open("PUT", `${UPLOADS_ROUTE}?${search}`);
  request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
  const ended = new Promise<boolean>((resolve) => {
    request.onload = () => resolve(true);
    request.onerror = () => resolve(false);
  });
  request.send(file);
  if (!(await ended)) throw new Error("The system did not answer. Is it still running?");
  if (request.status === 200) return Uploaded.parse(JSON.parse(request.responseText));
  if (request.status === 409) return "exists";
  throw new Error(detailIn(request.responseText) ?? `the system answered ${request.status}`);
}
