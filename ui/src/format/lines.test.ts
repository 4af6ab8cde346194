import { expect, it } from 'vitest';
import { linesOf } from './lines';

it('takes one from each line, each once', () => {
  expect(linesOf(' Aurora \n\nVale Verde\r\nAurora\n')).toEqual(['Aurora', 'Vale Verde']);
  expect(linesOf(' \n')).toEqual([]);
});

it('takes what parts them otherwise', () => {
  expect(linesOf('sa-east-1, us-east-1  sa-east-1', /[,\s]+/)).toEqual(['sa-east-1', 'us-east-1']);
});
