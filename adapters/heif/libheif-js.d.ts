/** The C functions of libheif that are called here, compiled to WebAssembly: pointers are numbers. */
declare module "libheif-js/libheif-wasm/libheif.js" {
  interface Libheif {
    /** Another array each time that the memory has grown. */
    readonly HEAPU8: Uint8Array<ArrayBuffer>;
    /** 0 where there is no memory. */
    _malloc(bytes: number): number;
    _heif_context_alloc(): number;
    _heif_context_read_from_memory_without_copy(
      error: number,
      context: number,
      bytes: number,
      sizeBytes: number,
      options: 0,
    ): void;
    _heif_context_get_primary_image_handle(error: number, context: number, handle: number): void;
    _heif_image_handle_get_width(handle: number): number;
    _heif_image_handle_get_height(handle: number): number;
    _heif_image_handle_has_alpha_channel(handle: number): number;
    _heif_image_handle_get_raw_color_profile_size(handle: number): number;
    _heif_image_handle_get_raw_color_profile(error: number, handle: number, profile: number): void;
    _heif_decode_image(
      error: number,
      handle: number,
      image: number,
      colourSpace: number,
      chroma: number,
      options: 0,
    ): void;
    /** How many there are, where `count` is 0; else those that were written to `errors`. */
    _heif_image_get_decoding_warnings(
      image: number,
      first: number,
      errors: number,
      count: number,
    ): number;
    _heif_image_get_width(image: number, channel: number): number;
    _heif_image_get_height(image: number, channel: number): number;
    _heif_image_get_plane_readonly(image: number, channel: number, stride: number): number;
  }
  /** Compiles the program at once. */
  function libheif(options: { readonly wasmBinary: Uint8Array }): Libheif;
  export = libheif;
}
