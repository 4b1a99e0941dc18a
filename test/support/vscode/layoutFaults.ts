import type { FrameLocator } from 'playwright-core';

/**
 * What is wrong with how a page is laid out: texts over each other, texts that are cut off without an ellipsis, and a
 * page that has to be scrolled sideways.
 */
export async function layoutFaults(frame: FrameLocator): Promise<string[]> {
  return frame.locator('body').evaluate(findFaults);
}

/** Runs in the page. */
function findFaults(body: HTMLElement): string[] {
  /** Less than this is no more than a letter's own edge, in CSS pixels. */
  const TOLERANCE = 2;
  interface Text {
    readonly text: string;
    readonly box: DOMRect;
    readonly element: Element;
  }

  function textsOf(): Text[] {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (
        element === null ||
        text === '' ||
        !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      ) {
        continue;
      }
      if (element.closest('.visually-hidden, option, script, style, .chart-card, .header') !== null) {
        continue;
      }
      const range = document.createRange();
      range.selectNodeContents(node);
      // Each line of it by itself.
      for (const box of range.getClientRects()) {
        if (box.width > 0 && box.height > 0) {
          texts.push({ text, box, element });
        }
      }
    }
    return texts;
  }

  /** What hides the ends of a text, and does not say so by an ellipsis or let it be scrolled to. */
  function cuts({ box, element }: Text): boolean {
    for (let around: Element | null = element; around !== null && around !== body; around = around.parentElement) {
      const { overflowX, textOverflow } = getComputedStyle(around);
      if (overflowX === 'visible') {
        continue;
      }
      if (textOverflow === 'ellipsis' || overflowX === 'auto' || overflowX === 'scroll') {
        return false;
      }
      const frame = around.getBoundingClientRect();
      return box.left < frame.left - TOLERANCE || box.right > frame.right + TOLERANCE;
    }
    return box.left < -TOLERANCE || box.right > document.documentElement.clientWidth + TOLERANCE;
  }

  function areOverEachOther(a: DOMRect, b: DOMRect): boolean {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    // Lines of small letters in large ones' height may touch.
    return wide > TOLERANCE && high > Math.min(a.height, b.height) / 2;
  }

  /** What of a text can be seen. */
  function seen({ box, element, ...rest }: Text): Text {
    let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
    for (let around: Element | null = element; around !== null && around !== body; around = around.parentElement) {
      if (getComputedStyle(around).overflowX !== 'visible') {
        const frame = around.getBoundingClientRect();
        [left, top] = [Math.max(left, frame.left), Math.max(top, frame.top)];
        [right, bottom] = [Math.min(right, frame.right), Math.min(bottom, frame.bottom)];
      }
    }
    return { ...rest, element, box: new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top)) };
  }

  const whole = textsOf();
  const faults = whole.filter(cuts).map(({ text }) => `cut off: “${text}”`);
  const texts = whole.map(seen);
  texts.forEach((one, index) => {
    for (const other of texts.slice(index + 1)) {
      if (one.element !== other.element && areOverEachOther(one.box, other.box)) {
        faults.push(`over each other: “${one.text}” and “${other.text}”`);
      }
    }
  });
  for (const tab of body.querySelectorAll('[role=tab][aria-selected=true]')) {
    const [one, all] = [tab.getBoundingClientRect(), tab.parentElement?.getBoundingClientRect()];
    if (all !== undefined && (one.left < all.left - TOLERANCE || one.right > all.right + TOLERANCE)) {
      faults.push(`out of sight: the chosen tab “${tab.textContent.trim()}”`);
    }
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth > clientWidth ? [...faults, `the page is ${scrollWidth - clientWidth} pixels too wide`] : faults;
}
