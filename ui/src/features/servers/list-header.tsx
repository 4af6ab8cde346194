// The head of the list: how many there are and are selected, how old that is, and what may be done.
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from 'react-router';
import { useMay } from '../../app/session';
import { useFormats, useNow } from '../../format/use-formats';
import { useText } from '../../text/language';
import { listText } from '../../widgets/list-text';
import { useNarrow } from '../../widgets/narrow';
import { SweepButton } from '../inventory/sweep-button';
import { resizingText } from '../resizing/text';
import { pathOfNewSchedule } from '../savings/queries';
import { schedulesText } from '../schedules/text';
import type { Change } from './plan';
import { csvAddress, isCounted, type Server, type ServerList, type ServersFilter, type ServerSort } from './queries';
import { serversText } from './text';

/** As many as an address names; for more a schedule's filter is the better way. */
const scheduledMax = 50;

/** As many as one operation takes. */
export const selectedMax = 1_000;

function useOldest(list: ServerList | undefined): string | undefined {
  const formats = useFormats();
  const now = useNow();
  const t = useText(serversText);
  const instants = (list?.read ?? []).flatMap((part) => (part.observed_at ? [part.observed_at] : []));
  const oldest = instants.sort()[0];
  return oldest ? t.refreshed(formats.age(oldest, now)) : undefined;
}

interface ListHeaderProps {
  list: ServerList | undefined;
  wished: ServersFilter;
  sort: ServerSort;
  total: number;
  selected: readonly Server[];
  select: (servers: readonly Server[]) => void;
  isSelecting: boolean;
  onSelectAll: () => void;
  onKeep: () => void;
  onResize: () => void;
  onChange: (change: Change) => void;
}

export function ListHeader({ wished, sort, total, selected, select, ...props }: ListHeaderProps) {
  const t = useText(serversText);
  const lists = useText(listText);
  const schedules = useText(schedulesText);
  const resizing = useText(resizingText);
  const formats = useFormats();
  const isNarrow = useNarrow();
  const maySwitch = useMay('server.switch');
  const maySchedule = useMay('policy.write');
  const navigate = useNavigate();
  const oldest = useOldest(props.list);
  const counter = selected.length
    ? t.selected(selected.length, total)
    : props.list && isCounted(props.list)
      ? t.counted(total)
      : undefined;
  const only = (state: string) => selected.some((one) => one.state === state || one.state === null);
  return (
    <Header
      variant={isNarrow ? 'h1' : 'awsui-h1-sticky'}
      counter={counter}
      description={oldest}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <SweepButton accounts={wished.accounts} regions={wished.regions} variant="icon" />
          <ButtonDropdown
            expandToViewport
            items={[
              {
                id: 'all',
                text: t.selectAll(Math.min(total, selectedMax)),
                disabled: total === 0 || !maySwitch || props.isSelecting,
              },
              { id: 'none', text: t.clearSelection, disabled: selected.length === 0 },
              ...(maySchedule
                ? [
                    {
                      id: 'schedule',
                      text: schedules.schedule,
                      disabled: selected.length === 0 || selected.length > scheduledMax,
                    },
                    { id: 'keep', text: schedules.overrideSet, disabled: selected.length === 0 },
                  ]
                : []),
              ...(maySwitch
                ? [
                    {
                      id: 'resize',
                      text: resizing.bulk,
                      disabled: selected.length === 0 || selected.length > selectedMax,
                    },
                  ]
                : []),
              {
                id: 'csv',
                text: lists.csv,
                iconName: 'download',
                disabled: total === 0,
                href: csvAddress(wished, sort, formats.language),
              },
            ]}
            onItemClick={({ detail }) => {
              if (detail.id === 'all') props.onSelectAll();
              if (detail.id === 'none') select([]);
              if (detail.id === 'schedule') void navigate(pathOfNewSchedule(selected));
              if (detail.id === 'keep') props.onKeep();
              if (detail.id === 'resize') props.onResize();
            }}
          >
            {t.actions}
          </ButtonDropdown>
          {maySwitch && (
            <Button disabled={!only('stopped')} onClick={() => props.onChange('start')}>
              {t.start}
            </Button>
          )}
          {maySwitch && (
            <Button disabled={!only('running')} onClick={() => props.onChange('stop')}>
              {t.stop}
            </Button>
          )}
          {maySwitch && (
            <Button disabled={!only('running')} onClick={() => props.onChange('reboot')}>
              {t.reboot}
            </Button>
          )}
        </SpaceBetween>
      }
    >
      {t.title}
    </Header>
  );
}
