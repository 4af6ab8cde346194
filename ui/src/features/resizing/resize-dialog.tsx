// Choosing another type for a server: what fits, what it costs, and what the change would lose.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState } from 'react';
import { api, must } from '../../api/client';
import { freshKey } from '../../api/fresh-key';
import { useExpectNews } from '../../app/news';
import { useNotices } from '../../app/notices';
import { useFormats } from '../../format/use-formats';
import { useText } from '../../text/language';
import { useAsk } from '../../widgets/ask';
import { Confirm } from '../../widgets/confirm';
import { useNarrow } from '../../widgets/narrow';
import { ProblemAlert } from '../../widgets/problem';
import { reasonText } from '../operations/reason-text';
import { moneyText, priceText } from '../../format/money';
import type { ServerDetail } from '../servers/queries';
import { serversText } from '../servers/text';
import { previousTypeOf } from './previous-type';
import { choices, differenceOf, type ServerType, type ServerTypes, useTypes } from './queries';
import { resizingText } from './text';

const shownMax = 25;
const hoursOfMonth = 730;

function Price({ type }: { type: ServerType }) {
  const t = useText(resizingText);
  const language = useFormats().language;
  const { amount, currency, unknown } = type.price;
  if (amount !== undefined && currency !== undefined) return priceText({ amount, currency }, language);
  return <span className="m-muted">{unknown === 'not_read' ? t.reading : t.unknown}</span>;
}

function Difference({ types, to }: { types: ServerTypes; to: ServerType }) {
  const t = useText(resizingText);
  const language = useFormats().language;
  const difference = differenceOf(types, to);
  if (difference === undefined) return <span className="m-muted">{t.unknown}</span>;
  const month = { amount: Math.abs(difference * hoursOfMonth).toFixed(2), currency: to.price.currency ?? 'USD' };
  return `${difference < 0 ? '−' : '+'}\u00a0${moneyText(month, language)}`;
}

interface TypesTableProps {
  types: ServerTypes;
  chosen: string;
  onChoose: (name: string) => void;
}

export function TypesTable({ types, chosen, onChoose }: TypesTableProps) {
  const t = useText(resizingText);
  const formats = useFormats();
  const [search, setSearch] = useState(() => (chosen || types.type).split('.')[0] ?? '');
  const found = choices(types, search);
  const refused = types.types.filter((one) => one.verdict === 'refused').length;
  const isNarrow = useNarrow();
  const vcpusOf = (one: ServerType) => (one.vcpus == null ? t.unknown : formats.number(one.vcpus));
  const memoryOf = (one: ServerType) =>
    one.memory_mib == null ? t.unknown : `${formats.number(one.memory_mib / 1024)} GiB`;
  const name: TableProps.ColumnDefinition<ServerType> = {
    id: 'name',
    header: t.type,
    isRowHeader: true,
    // On a phone everything of a type stands below its name.
    cell: (one) => (
      <>
        {one.name}
        {isNarrow && (
          <div className="m-muted">
            {vcpusOf(one)} {t.vcpus} · {memoryOf(one)} · <Price type={one} /> · <Difference types={types} to={one} />{' '}
            {t.perMonth}
          </div>
        )}
      </>
    ),
  };
  const vcpus = { id: 'vcpus', header: t.vcpus, cell: vcpusOf };
  const memory = { id: 'memory', header: t.memory, cell: memoryOf };
  const hour = { id: 'hour', header: t.hour, cell: (one: ServerType) => <Price type={one} /> };
  const difference = {
    id: 'difference',
    header: t.difference,
    cell: (one: ServerType) => <Difference types={types} to={one} />,
  };
  return (
    <SpaceBetween size="xs">
      <Table
        variant="embedded"
        contentDensity="compact"
        wrapLines={isNarrow}
        items={found.slice(0, shownMax)}
        trackBy="name"
        selectionType="single"
        selectedItems={found.filter((one) => one.name === chosen)}
        onSelectionChange={({ detail }) => onChoose(detail.selectedItems[0]?.name ?? '')}
        onRowClick={({ detail }) => onChoose(detail.item.name)}
        ariaLabels={{
          selectionGroupLabel: t.group,
          tableLabel: t.group,
          itemSelectionLabel: (_, one) => t.select(one.name),
        }}
        filter={
          <TextFilter
            filteringText={search}
            filteringPlaceholder={t.search}
            filteringAriaLabel={t.search}
            onChange={({ detail }) => setSearch(detail.filteringText)}
          />
        }
        empty={t.none}
        columnDefinitions={isNarrow ? [name] : [name, vcpus, memory, hour, difference]}
      />
      {found.length > shownMax && <Box color="text-body-secondary">{t.more(found.length - shownMax)}</Box>}
      {refused > 0 && (
        <Box variant="small" color="text-body-secondary">
          {t.refused(refused)}
        </Box>
      )}
    </SpaceBetween>
  );
}

interface ResizeProps {
  server: ServerDetail;
  /** Undoes what was asked for at this instant: the type of then is chosen already. */
  undoes?: string | null;
  onClose: () => void;
}

export function ResizeDialog({ server, undoes = null, onClose }: ResizeProps) {
  const t = useText(resizingText);
  const s = useText(serversText);
  const language = useFormats().language;
  const { follow } = useNotices();
  const expectNews = useExpectNews();
  const [key] = useState(freshKey);
  const [picked, setType] = useState<string>();
  const [accepts, setAccepts] = useState(false);
  const [fallbacks, setFallbacks] = useState('');
  const types = useTypes(server);
  const previous = previousTypeOf(server, undoes);
  const fits = types.data?.types.some((one) => one.name === previous && one.verdict === 'fits') ?? false;
  const type = picked ?? (undoes !== null && previous !== undefined && fits ? previous : '');
  const isRunning = server.state !== 'stopped';
  const losses = isRunning
    ? server.first_stop_losses.filter((loss) => loss.certain && loss.code !== 'memory' && !server.was_stopped_before)
    : [];
  const chosen = types.data?.types.find((one) => one.name === type);
  const go = useAsk(
    () =>
      must(
        api.POST('/api/v1/servers/resize', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            servers: [{ id: server.id, account: server.account, region: server.region }],
            type,
            ...(fallbacks.trim()
              ? {
                  fallback_types: fallbacks
                    .split(',')
                    .map((one) => one.trim())
                    .filter(Boolean),
                }
              : {}),
            ...(accepts ? { accept_losses: true } : {}),
          },
        }),
      ),
    (operation) => {
      follow((operation as { id: string }).id);
      expectNews();
      onClose();
    },
  );
  const forbidden = types.data?.verdict === 'refused' ? types.data : undefined;
  // A dialog that grew would move from the middle of the screen.
  if (types.isPending) return <div className="m-first" role="status" aria-label={t.asking} />;
  return (
    <Confirm
      size="large"
      title={t.title(server.name ?? server.id)}
      action={t.action(type)}
      isBusy={go.isBusy}
      isDisabled={type === '' || forbidden !== undefined || (losses.length > 0 && !accepts)}
      error={go.errorBeside('fallback_types')}
      onConfirm={() => go.ask(undefined)}
      onDismiss={onClose}
    >
      <SpaceBetween direction="horizontal" size="m">
        <span>
          {t.now}: <b>{server.type}</b>
        </span>
        {previous && previous !== type && (
          <Button variant="inline-link" onClick={() => setType(previous)}>{`${t.previous}: ${previous}`}</Button>
        )}
      </SpaceBetween>
      {types.isError && <ProblemAlert error={types.error} retry={() => void types.refetch()} />}
      {forbidden && <Alert type="error">{reasonText(forbidden.reason_code, forbidden.reason, language).text}</Alert>}
      {types.data && !forbidden && <TypesTable types={types.data} chosen={type} onChoose={setType} />}
      {chosen?.cautions.map((code) => (
        <Alert key={code} type="warning">
          {t.cautions[code]}
        </Alert>
      ))}
      {losses.length > 0 && (
        <Alert type="warning" header={t.losses}>
          {losses.map((loss) => (
            <div key={loss.code}>{s.losses[loss.code] ?? loss.text}</div>
          ))}
          <Checkbox checked={accepts} onChange={({ detail }) => setAccepts(detail.checked)}>
            {t.accept}
          </Checkbox>
        </Alert>
      )}
      {isRunning && (
        <FormField label={t.fallbacks} description={t.fallbacksHelp} errorText={go.errorOf('fallback_types')}>
          <Input
            value={fallbacks}
            onChange={({ detail }) => setFallbacks(detail.value)}
            placeholder="m5a.large, m6i.large"
          />
        </FormField>
      )}
      <Box variant="small" color="text-body-secondary">
        {isRunning ? t.running : t.stopped}
      </Box>
    </Confirm>
  );
}
