import { Option } from "@commander-js/extra-typings";

export const ENDPOINT_OPTION = new Option(
  "--endpoint <url>",
  "where it answers: the output QueryUrl (default: $FASA_ENDPOINT, else the local system)",
);
export const SIGN_OPTION = new Option(
  "--sign <region>",
  "sign for the API of this region (default: the one in an amazonaws.com endpoint)",
);
