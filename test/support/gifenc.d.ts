/** What of this library is used; it brings no types along. */
declare module 'gifenc' {
  type Color = readonly [red: number, green: number, blue: number];

  interface FrameOptions {
    readonly palette: readonly Color[];
    readonly delay: number;
    readonly transparent: boolean;
    readonly transparentIndex: number;
    readonly dispose: number;
    readonly repeat: number;
  }

  interface Gif {
    writeFrame(indices: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  }

  const gifenc: {
    readonly GIFEncoder: () => Gif;
    readonly quantize: (rgba: Uint8Array, colors: number) => Color[];
    readonly applyPalette: (rgba: Uint8Array, palette: readonly Color[]) => Uint8Array;
  };
  export default gifenc;
}
