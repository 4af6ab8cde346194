import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMay } from '../../app/session';
import { actorName } from '../../format/actor';
import { useLanguage, useText } from '../../text/language';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Rows } from '../../widgets/rows';
import { Age } from '../../widgets/time';
import { LocalMoment, ScheduleState } from './marks';
import { useStandings } from './queries';
import { LastFires, Saving, TargetsNow } from './standing';
import { standingText } from './standing-text';
import { schedulesText } from './text';

export function Component() {
  const t = useText(schedulesText);
  const s = useText(standingText);
  const language = useLanguage();
  const navigate = useNavigate();
  const may = useMay('policy.write');
  const [search, setSearch] = useState('');
  const schedules = useStandings(search);
  return (
    <Page title={t.title} bare>
      <Rows
        label={t.title}
        items={schedules.data?.schedules}
        isLoading={schedules.isPending}
        trackBy={(one) => one.id}
        header={
          <Header
            variant="h1"
            description={t.description}
            counter={schedules.data ? `(${schedules.data.total})` : undefined}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button onClick={() => void navigate('/schedules/calendars')}>{t.calendarsPage}</Button>
                {may && (
                  <Button variant="primary" onClick={() => void navigate('/schedules/new')}>
                    {t.make}
                  </Button>
                )}
              </SpaceBetween>
            }
          >
            {t.title}
          </Header>
        }
        filter={
          <div data-search>
            <TextFilter
              filteringText={search}
              filteringPlaceholder={t.search}
              filteringAriaLabel={t.search}
              onChange={({ detail }) => setSearch(detail.filteringText)}
            />
          </div>
        }
        footer={schedules.isError && <ProblemAlert error={schedules.error} retry={() => void schedules.refetch()} />}
        empty={
          <Box padding="l">
            <SpaceBetween size="s">
              <b>{t.empty}</b>
              <Box variant="p">{t.emptyText}</Box>
              {may && <Button onClick={() => void navigate('/schedules/new?preset=office')}>{t.make}</Button>}
            </SpaceBetween>
          </Box>
        }
        columns={[
          { id: 'name', header: t.name, cell: (one) => <Link href={`/schedules/${one.id}`}>{one.name}</Link> },
          { id: 'state', header: t.state, cell: (one) => <ScheduleState schedule={one} /> },
          { id: 'servers', header: s.targetsColumn, cell: (one) => <TargetsNow standing={one.standing} /> },
          {
            id: 'next',
            header: t.next,
            cell: (one) =>
              one.next_due ? (
                <>
                  <LocalMoment local={one.next_due.local} zone={one.next_due.zone} /> ·{' '}
                  <Age at={one.next_due.instant} />
                </>
              ) : (
                <span className="m-muted">{one.state === 'paused' ? '–' : t.nextUnknown}</span>
              ),
          },
          { id: 'last', header: s.last, cell: (one) => <LastFires standing={one.standing} />, minWidth: 170 },
          { id: 'saving', header: s.saving, cell: (one) => <Saving schedule={one} />, minWidth: 140 },
          {
            id: 'mode',
            header: t.mode,
            cell: (one) => (
              <>
                {t.modes[one.mode]}
                <div className="m-muted">{one.zone}</div>
              </>
            ),
          },
          {
            id: 'changed',
            header: t.changed,
            cell: (one) => (
              <>
                {actorName(one.updated_by, language)} · <Age at={one.updated_at} />
              </>
            ),
          },
        ]}
      />
    </Page>
  );
}
