import { html, svg, type TemplateResult } from 'lit';

/** A place in an SVG: a number of CSS pixels, or a share such as `40%`. */
type Length = number | string;

/** A fill for an SVG shape: 45° lines for what is unknown. */
export const HATCH_FILL = 'url(#hatch)';

/** A fill for an SVG shape: upright lines for what is reserved. */
export const RESERVED_FILL = 'url(#reserved)';

/** What is unknown: a hatch in a frame, which lies half a pixel inside of what it fills. */
export function unknownMark(x: Length, y: number, width: Length, height: number): TemplateResult {
  return svg`<rect class="mark-unknown" fill=${HATCH_FILL} x=${x} y=${y} width=${width} height=${height} />`;
}

/** What is unknown, in a legend. */
export const unknownBlock = unknownMark(0.5, 0.5, 13, 9);

/** The textures of the marks, once for the whole page. */
export function patterns(): TemplateResult {
  return html`<svg class="patterns" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path class="pattern-hatch" d="M0 0V6" />
      </pattern>
      <pattern id="reserved" width="4" height="4" patternUnits="userSpaceOnUse">
        <path class="pattern-reserved" d="M1 0V4" />
      </pattern>
      <pattern id="lines" width="4" height="4" patternUnits="userSpaceOnUse">
        <path class="pattern-reserved" d="M0 1H4" />
      </pattern>
      <pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">
        <circle class="pattern-dot" cx="2" cy="2" r="1" />
      </pattern>
    </defs>
  </svg>`;
}
