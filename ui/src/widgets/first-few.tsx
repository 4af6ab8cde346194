// The first of what may be many, and a button that shows the others.
import Button from '@cloudscape-design/components/button';
import { type ReactNode, useState } from 'react';
import { shellText } from '../app/text';
import { useText } from '../text/language';

/** One more than fits is shown rather than told of. */
export function firstOf<Of>(
  items: readonly Of[],
  atFirst: number,
  isWhole: boolean,
): { shown: readonly Of[]; more: number } {
  if (isWhole || items.length <= atFirst + 1) return { shown: items, more: 0 };
  return { shown: items.slice(0, atFirst), more: items.length - atFirst };
}

export function useFirstFew<Of>(items: readonly Of[], atFirst: number): { shown: readonly Of[]; others: ReactNode } {
  const t = useText(shellText);
  const [isWhole, setWhole] = useState(false);
  const { shown, more } = firstOf(items, atFirst, isWhole);
  const others = more > 0 && (
    <Button variant="inline-link" ariaExpanded={false} onClick={() => setWhole(true)}>
      {t.showMore(more)}
    </Button>
  );
  return { shown, others };
}
