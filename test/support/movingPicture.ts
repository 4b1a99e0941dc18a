import gifenc from 'gifenc';
import { PNG } from 'pngjs';

/** GIF's own colours are 256; one stands for what has not changed. */
const COLORS = 255;
const UNCHANGED = COLORS;
const LEAVE_IN_PLACE = 1;
const FOR_EVER = 0;
const BYTES_PER_PIXEL = 4;

interface Frame {
  readonly picture: PNG;
  readonly shownForMs: number;
}

/** A moving picture of screenshots. All must be of one size. */
export class MovingPicture {
  readonly #frames: Frame[] = [];

  /** `png`: a file's content. It is shown for so long. */
  add(png: Uint8Array, shownForMs: number): void {
    this.#frames.push({ picture: PNG.sync.read(Buffer.from(png)), shownForMs });
  }

  /** The picture as a GIF. A frame says only what is other than before, which keeps it small. */
  toGif(): Uint8Array {
    const gif = gifenc.GIFEncoder();
    let before: PNG | undefined;
    for (const { picture, shownForMs } of this.#frames) {
      const palette = gifenc.quantize(picture.data, COLORS);
      const indices = gifenc.applyPalette(picture.data, palette);
      if (before !== undefined) {
        leaveOutUnchanged(indices, picture.data, before.data);
      }
      gif.writeFrame(indices, picture.width, picture.height, {
        palette: [...palette, ...Array.from({ length: COLORS + 1 - palette.length }, () => [0, 0, 0] as const)],
        delay: shownForMs,
        transparent: before !== undefined,
        transparentIndex: UNCHANGED,
        dispose: LEAVE_IN_PLACE,
        repeat: FOR_EVER,
      });
      before = picture;
    }
    gif.finish();
    return gif.bytes();
  }
}

function leaveOutUnchanged(indices: Uint8Array, now: Buffer, before: Buffer): void {
  for (let pixel = 0; pixel < indices.length; pixel += 1) {
    const at = pixel * BYTES_PER_PIXEL;
    if (now[at] === before[at] && now[at + 1] === before[at + 1] && now[at + 2] === before[at + 2]) {
      indices[pixel] = UNCHANGED;
    }
  }
}
