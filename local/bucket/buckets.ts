/** Names of the two buckets: in URLs, in verdicts and in the state folder. */
export const IMAGE_BUCKET = "images";
export const MASK_BUCKET = "masks";
