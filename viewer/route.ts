import { useEffect, useMemo, useState } from "preact/hooks";
import type { ObjectLocation } from "../core/contracts/object-identity.ts";

/** Which picture is looked at; none: all of them. */
export type Route = ObjectLocation | undefined;

export const GALLERY_HASH = "#/";

export function routeOf(hash: string): Route {
  try {
    const [bucket = "", ...names] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
    const key = names.join("/");
    return bucket === "" || key === "" ? undefined : { bucket, key };
  } catch {
    return undefined;
  }
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const listen = () => setHash(location.hash);
    addEventListener("hashchange", listen);
    return () => removeEventListener("hashchange", listen);
  }, []);
  return useMemo(() => routeOf(hash), [hash]);
}
