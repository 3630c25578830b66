/** Of a picture upright, in pixels. */
export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}
