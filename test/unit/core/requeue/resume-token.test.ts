import { expect, it } from "vitest";
import { MessageError } from "../../../../core/contracts/reasons.ts";
import { encodeResumeToken, parseResumeToken } from "../../../../core/requeue/resume-token.ts";

const SOURCE = "s3://photos/2025/";

it.each(["a.jpg", "löwe/\n%2F +.jpg", "0"])("a token gives back the place %j", (place) => {
  const token = encodeResumeToken(SOURCE, place);
  expect(token).toMatch(/^[\w-]+$/);
  expect(parseResumeToken(token, SOURCE)).toBe(place);
});

it.each([
  ["the token of another source", encodeResumeToken("s3://photos/", "a.jpg")],
  ["no token", "a.jpg"],
  ["a half one", encodeResumeToken(SOURCE, "a.jpg").slice(0, -9)],
  ["a foreign one", Buffer.from('{"version":2}').toString("base64url")],
])("refuses %s", (_, token) => {
  const parse = () => parseResumeToken(token, SOURCE);
  expect(parse).toThrow(MessageError);
  expect(parse).toThrow("a resume token of s3://photos/2025/");
});
