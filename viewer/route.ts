import { useEffect, useMemo, useState } from "preact/hooks";

/** Which picture is looked at; none: all of them. */
export type Route = { readonly bucket: string; readonly key: string } | undefined;

/** "#/bucket/key…", each part percent-encoded, so that every key comes back as it was. */
export function hashOf({ bucket, key }: NonNullable<Route>): string {
  return `#/${[bucket, ...key.split("/")].map(encodeURIComponent).join("/")}`;
}

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
