// What is wrong with one input, in Portuguese, by the server's own sentences ("is missing"). English needs none: it is
// the server's language. The first pattern that fits counts, so that the special ones come before the general ones.
// tools/problem_texts_test.py finds every sentence of the server's, misses none here and finds no pattern that never counts.
import patterns from '../../../api/input-problems.pt-BR.json';
import { learnInputTexts } from './problem-text';

const sentences = patterns.map(([pattern, text]) => ({ pattern: new RegExp(pattern!), text: text! }));

/** The sentence in Portuguese; nothing for one that no panel of this version says. */
export function inputText(detail: string): string | undefined {
  for (const { pattern, text } of sentences) {
    const found = pattern.exec(detail);
    if (found) return text.replace(/\$(\d)/g, (_, at: string) => found[Number(at)] ?? '');
  }
  return undefined;
}

learnInputTexts(inputText);
