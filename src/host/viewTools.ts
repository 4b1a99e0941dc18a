import type { Translate } from '../base/translate.ts';
import type { Format } from '../core/format.ts';
import type { RateCard } from '../core/prices/rateCard.ts';

/** What the views of the panel are made with. */
export interface ViewTools {
  readonly t: Translate;
  readonly format: Format;
  readonly card: RateCard;
  /** The person's home folder, for writing paths as `~/…`. */
  readonly homeFolder: string;
}
