import type { CreditPrice } from '../../core/money.ts';

/** What may be set in the rate card's file as well. */
const CURRENCY = /^[A-Z]{3}$/;
const [FEWEST, MOST] = [1e-6, 1e6];

/**
 * What the settings say of what a credit costs. Settings may hold anything: what is no currency, or no number of credits
 * that could be counted with, is taken as not set.
 */
export function moneyOf(currency: unknown, creditsPerUnit: unknown): Partial<CreditPrice> {
  return {
    ...(typeof currency === 'string' && CURRENCY.test(currency) ? { currency } : {}),
    ...(typeof creditsPerUnit === 'number' && creditsPerUnit >= FEWEST && creditsPerUnit <= MOST
      ? { creditsPerUnit }
      : {}),
  };
}
