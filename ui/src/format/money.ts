// Amounts of money in the reader's language, with their currency. They come as exact decimals in texts; what is shown
// is rounded, and a small price keeps the digits by which it differs from nothing.
import type { Language } from '../text/language';

export interface Money {
  amount: string;
  currency: string;
}

/** "US$ 38,12", "$38.12". */
export function moneyText(money: Money, language: Language): string {
  return format(money, language, 2);
}

/** A price of a small thing: "US$ 0,0416". */
export function priceText(money: Money, language: Language): string {
  return format(money, language, 6);
}

function format(money: Money, language: Language, digits: number): string {
  const value = Number(money.amount);
  if (!Number.isFinite(value)) return `${money.currency} ${money.amount}`;
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(value);
}
