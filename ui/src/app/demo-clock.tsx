// The clock of a demo, in its banner: what time it is there, and how fast it goes.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, mustBe } from '../api/client';
import type { About } from '../api/open-shapes';
import { useFormats } from '../format/use-formats';
import { texts, useText } from '../text/language';
import { setClock, timeNow } from './clock';
import { simulatedQuery } from './demo-banner';
import { useMay } from './session';

const words = texts(
  {
    clock: 'Relógio',
    pace: 'Velocidade do relógio',
    failed: 'O relógio não mudou',
  },
  {
    clock: 'Clock',
    pace: 'Speed of the clock',
    failed: 'The clock has not changed',
  },
);

const paces = [1, 10, 60];

function useTicking(): number {
  const [now, setNow] = useState(timeNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(timeNow()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

export function DemoClock() {
  const t = useText(words);
  const formats = useFormats();
  const now = useTicking();
  const queries = useQueryClient();
  const may = useMay('server.switch');
  const times = useQuery(simulatedQuery).data?.clock?.times ?? 1;
  const pace = useMutation({
    mutationFn: (wished: number) =>
      mustBe<NonNullable<About['clock']>>(api.PUT('/api/v1/demo/clock', { body: { times: wished } })),
    onSuccess: (clock) => {
      setClock(clock);
      queries.setQueryData(simulatedQuery.queryKey, (about) => about && { ...about, clock });
    },
  });
  return (
    <span className="m-demo-clock">
      {t.clock}: <time>{formats.instant(new Date(now).toISOString())}</time>{' '}
      {may ? (
        <select
          aria-label={t.pace}
          value={times}
          disabled={pace.isPending}
          onChange={(change) => pace.mutate(Number(change.target.value))}
        >
          {[...new Set([...paces, times])].map((one) => (
            <option key={one} value={one}>
              {one}×
            </option>
          ))}
        </select>
      ) : (
        times !== 1 && `${times}×`
      )}
      {pace.isError && <span role="alert"> {t.failed}</span>}
    </span>
  );
}
