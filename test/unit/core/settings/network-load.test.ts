import { expect, it } from "vitest";
import { NETWORK_LOADS, networkLoadFor } from "../../../../core/settings/network-load.ts";

it("a few images have a session each and no run before them, many have one a core that is warm", () => {
  expect(networkLoadFor(0)).toEqual({ maxBatch: 1, sessions: 1, warmUp: false });
  expect(networkLoadFor(3)).toEqual({ maxBatch: 1, sessions: 3, warmUp: false });
  expect(networkLoadFor(8)).toEqual({ ...NETWORK_LOADS.cpu, warmUp: true });
});
