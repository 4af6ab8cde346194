import { expect, it } from 'vitest';
import { namesIn } from './names-in';

it('takes one name from each line, each once', () => {
  expect(namesIn(' Aurora \n\nVale Verde\r\nAurora\n')).toEqual(['Aurora', 'Vale Verde']);
  expect(namesIn(' \n')).toEqual([]);
});
