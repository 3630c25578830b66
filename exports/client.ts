export { ProblemError, UnexpectedAnswerError } from "../client/client-errors.ts";
export {
  type Client,
  type ClientOptions,
  createClient,
  type Fetch,
} from "../client/create-client.ts";
