import { expect, it } from 'vitest';
import { agentText } from './agent';

it('names a browser and its system', () => {
  const edge = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0';
  expect(agentText(edge)).toBe('Edge, Windows');
  const phone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1';
  expect(agentText(phone)).toBe('Safari, iOS');
});

it('shows what is no browser as it came', () => {
  expect(agentText('curl/8.0')).toBe('curl/8.0');
});
