// What a link of a mail before a stop would do, and the button that does it. No login; looking changes nothing.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { api, must } from '../../api/client';
import { asProblem } from '../../api/problem';
import type { components } from '../../api/schema';
import { FullPageWait } from '../../app/full-page';
import { Formats } from '../../format/format';
import { type Money, moneyText } from '../../format/money';
import { useLanguage, useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { ProblemAlert } from '../../widgets/problem';
import { DoorForm, DoorNotice } from '../identity/door-form';
import { noticesText } from './text';

type LeaveOn = components['schemas']['LeaveOn'];

type OfferedServer = LeaveOn['servers'][number];

function NameOf({ server }: { server: OfferedServer }) {
  return (
    <>
      {server.name ? `${server.name} ` : ''}
      <span className="m-mono">
        {server.server}, {server.region}
      </span>
    </>
  );
}

/** Null: unknown as one of them is, or of nothing. */
export function sumOf(costs: (Money | null)[]): Money | null {
  if (costs.length === 0 || costs.some((one) => one === null)) return null;
  const known = costs as Money[];
  const sum = known.reduce((all, one) => all + Number(one.amount), 0);
  return { amount: sum.toFixed(9), currency: known[0]!.currency };
}

interface OfferedProps {
  offer: LeaveOn;
  /** Of its servers, by their ids; without it none is chosen here. */
  chosen?: string[];
  onChoose?: (ids: string[]) => void;
}

function Offered({ offer, chosen, onChoose }: OfferedProps) {
  const t = useText(noticesText);
  const servers = offer.servers.filter((one) => !chosen || chosen.includes(one.id));
  const cost = sumOf(servers.map((one) => one.cost));
  const none = servers.length === 0;
  const language = useLanguage();
  // In the schedule's zone, as the mail had it.
  const formats = new Formats(language, offer.zone);
  return (
    <>
      <KeyValuePairs
        columns={1}
        items={[
          { label: t.stop, value: formats.instant(offer.due_at) },
          {
            label: servers.length === 1 ? t.untilOne : t.until,
            value: <strong data-testid="until">{formats.instant(offer.until)}</strong>,
          },
          {
            label: t.cost,
            value: none ? (
              '–'
            ) : cost ? (
              <>
                {moneyText(cost, language)} <Box variant="small">{t.costText}</Box>
              </>
            ) : (
              t.costUnknown
            ),
          },
        ]}
      />
      <Box variant="h3" tagOverride="h2">
        {t.servers(servers.length)}
      </Box>
      {chosen && onChoose && offer.servers.length > 1 ? (
        <FormField label={t.which} errorText={none && t.noneChosen}>
          {offer.servers.map((one) => (
            <Checkbox
              key={one.id}
              checked={chosen.includes(one.id)}
              onChange={({ detail }) =>
                onChoose(detail.checked ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))
              }
            >
              <NameOf server={one} />
            </Checkbox>
          ))}
        </FormField>
      ) : (
        <ul>
          {servers.map((one) => (
            <li key={one.id}>
              <NameOf server={one} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

export function Component() {
  const t = useText(noticesText);
  const { token = '' } = useParams();
  const [done, setDone] = useState<LeaveOn>();
  const offer = useQuery({
    queryKey: ['leave-on', token],
    queryFn: () => must(api.POST('/api/v1/leave-on/show', { body: { token } })),
    enabled: done === undefined,
    retry: false,
    staleTime: Infinity,
  });
  const [left, setLeft] = useState<string[]>();
  const chosen = left ?? offer.data?.servers.map((one) => one.id) ?? [];
  const act = useAsk(() => must(api.POST('/api/v1/leave-on', { body: { token, servers: chosen } })), setDone);
  const error = act.error ?? offer.error;
  if (done)
    return (
      <DoorNotice title={t.done}>
        <Alert type="success" header={t.done}>
          <Offered offer={done} />
          {t.doneText}
        </Alert>
      </DoorNotice>
    );
  if (error && asProblem(error).code === 'leave_on.unknown')
    return (
      <DoorNotice title={t.unknownTitle}>
        <Alert type="warning" header={t.unknownTitle} action={<Button href="/">{t.toPanel}</Button>}>
          {t.unknown}
        </Alert>
      </DoorNotice>
    );
  if (offer.isError) return <ProblemAlert error={offer.error} retry={() => void offer.refetch()} />;
  if (!offer.data) return <FullPageWait />;
  return (
    <DoorForm
      title={`${t.title}: ${t.choices[offer.data.choice]}`}
      description={t.about(offer.data.schedule, offer.data.company)}
      action={t.act}
      isBusy={act.isBusy}
      isReady={chosen.length > 0}
      error={act.error}
      onSubmit={() => act.ask(undefined)}
    >
      <Offered offer={offer.data} chosen={chosen} onChoose={setLeft} />
      <Box color="text-body-secondary">{t.nothingYet}</Box>
    </DoorForm>
  );
}
