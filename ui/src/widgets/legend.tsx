// What the colours and signs of a drawing mean.
import type { ReactNode } from 'react';

export interface Sign {
  /** In a drawing of that width, and 12 high. Without it the words alone. */
  mark?: ReactNode;
  width?: number;
  words: string;
}

/** A stretch of a bar, in the colours of that class. */
export function barSign(name: string, words: string, height = 8): Sign {
  return { words, width: 20, mark: <rect className={name} width="20" y={6 - height / 2} height={height} /> };
}

export function Legend({ signs }: { signs: readonly Sign[] }) {
  return (
    <div className="m-legend">
      {signs.map(({ mark, width, words }) => (
        <span key={words}>
          {mark && (
            <svg width={width} height="12" aria-hidden="true">
              {mark}
            </svg>
          )}{' '}
          {words}
        </span>
      ))}
    </div>
  );
}
