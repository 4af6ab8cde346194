import { describe, expect, it } from 'vitest';
import { moneyText, priceText } from './money';

const plain = (text: string) => text.replace(/\u00a0/g, ' ');

describe('money', () => {
  it('stands with its currency in the reader’s language', () => {
    expect(plain(moneyText({ amount: '38.123456789', currency: 'USD' }, 'pt-BR'))).toBe('US$ 38,12');
    expect(plain(moneyText({ amount: '1234.5', currency: 'USD' }, 'en'))).toBe('$1,234.50');
    expect(plain(moneyText({ amount: '7', currency: 'BRL' }, 'pt-BR'))).toBe('R$ 7,00');
  });

  it('keeps the digits of a small price', () => {
    expect(plain(priceText({ amount: '0.0416', currency: 'USD' }, 'pt-BR'))).toBe('US$ 0,0416');
    expect(plain(priceText({ amount: '0.1', currency: 'USD' }, 'en'))).toBe('$0.10');
  });

  it('is shown as it came where it is no number', () => {
    expect(moneyText({ amount: 'many', currency: 'USD' }, 'en')).toBe('USD many');
  });
});
