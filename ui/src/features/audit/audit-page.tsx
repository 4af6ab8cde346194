import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Modal from '@cloudscape-design/components/modal';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import Cards from '@cloudscape-design/components/cards';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api, must } from '../../api/client';
import type { AuditRecord } from '../../api/open-shapes';
import { actorName } from '../../format/actor';
import { useFormats, useNow } from '../../format/use-formats';
import { useLanguage, useText } from '../../text/language';
import { Copyable } from '../../widgets/copyable';
import { useNarrow } from '../../widgets/narrow';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { isUnknownYet } from '../../widgets/unknown-yet';
import { useOperation } from '../operations/queries';
import { operationsText } from '../operations/text';
import { AuditFilterBar } from './audit-filter';
import { actionWords, detailLine, operationOf } from './details';
import { csvAddress, isFiltering, useRecords } from './queries';
import { auditText } from './text';

function useVerification() {
  const t = useText(auditText);
  const language = useLanguage();
  const verify = useMutation({
    mutationFn: () => must(api.GET('/api/v1/audit/verify', { params: { query: { language } } })),
  });
  const button = (
    <Button loading={verify.isPending} onClick={() => verify.mutate()}>
      {t.verify}
    </Button>
  );
  const found = verify.data;
  const result = verify.error ? (
    <ProblemAlert error={verify.error} />
  ) : found?.whole ? (
    <Alert type="success" header={t.whole}>
      {t.wholeText(found.records)} {t.head}
      <div>
        <Copyable text={found.head} />
      </div>
    </Alert>
  ) : found ? (
    <Alert type="error" header={t.broken}>
      {t.brokenText} {found.broken}
    </Alert>
  ) : null;
  return { button, result };
}

/** With which requests to AWS an operation was carried out: by them its events are found in CloudTrail. */
function Requests({ operation: id }: { operation: string }) {
  const t = useText(auditText);
  const operation = useOperation(id).data;
  if (!operation) return null;
  const asked = operation.targets.filter((one) => (one.request_ids ?? []).length > 0);
  return (
    <SpaceBetween size="xs">
      <Box variant="awsui-key-label">{t.requests}</Box>
      {asked.length === 0 && <span className="m-muted">{t.noRequests}</span>}
      {asked.map((one) => (
        <div key={`${one.account} ${one.region} ${one.id}`}>
          {one.name ?? one.id}:{' '}
          {(one.request_ids ?? []).map((request) => (
            <Copyable key={request} text={request} />
          ))}
        </div>
      ))}
      {asked.length > 0 && (
        <>
          <Box variant="awsui-key-label">CloudTrail</Box>
          <StatusIndicator type="pending">{t.trail}</StatusIndicator>
        </>
      )}
    </SpaceBetween>
  );
}

function RecordDialog({ record, onClose }: { record: AuditRecord; onClose: () => void }) {
  const t = useText(auditText);
  const operation = operationOf(record);
  return (
    <Modal visible size="large" header={`${t.record} ${record.seq}`} onDismiss={onClose}>
      <SpaceBetween size="m">
        <pre className="m-pre" tabIndex={0} aria-label={t.content}>
          {record.content ? JSON.stringify(record.content, null, 2) : t.unreadable}
        </pre>
        {operation && <Requests operation={operation} />}
        <KeyValuePairs
          columns={1}
          items={[
            { label: t.hash, value: <Copyable text={record.hash} /> },
            { label: t.previous, value: <Copyable text={record.previous} /> },
          ]}
        />
      </SpaceBetween>
    </Modal>
  );
}

export function Component() {
  const t = useText(auditText);
  const o = useText(operationsText);
  const formats = useFormats();
  const now = useNow();
  const isNarrow = useNarrow();
  const [opened, setOpened] = useState<AuditRecord>();
  const { query, filter } = useRecords();
  const [, setParams] = useSearchParams();
  const { button: verifyButton, result: verdict } = useVerification();
  const records = query.data?.pages.flatMap((page) => page.records) ?? [];
  const isFiltered = isFiltering(filter);
  const isLoading = isUnknownYet(query, records.length);
  const c = t.columns;
  const at = (one: AuditRecord) => (
    <span className="m-nowrap m-when">{one.content ? formats.instant(one.content.at, 'second') : '–'}</span>
  );
  const action = (one: AuditRecord) => actionWords(one, t);
  const actor = (one: AuditRecord) =>
    one.content ? (
      <>
        {actorName(one.content.actor.name, formats.language)}{' '}
        {one.content.actor.kind !== 'user' && (
          <span className="m-muted">({t.actors[one.content.actor.kind] ?? one.content.actor.kind})</span>
        )}
      </>
    ) : (
      '–'
    );
  const detail = (one: AuditRecord) => {
    const operation = operationOf(one);
    return (
      <>
        {detailLine(one, t, o)} {operation && <Link href={`/operations/${operation}`}>{t.operation}</Link>}
      </>
    );
  };
  const open = (one: AuditRecord) => (
    <Button variant="inline-link" ariaLabel={t.view(one.seq)} onClick={() => setOpened(one)}>
      {String(one.seq)}
    </Button>
  );
  const header = (
    <Header
      variant="h1"
      description={t.description}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          {verifyButton}
          <ButtonDropdown
            expandToViewport
            items={[
              { id: 'csv', text: t.csv, iconName: 'download', href: csvAddress(filter, now, formats.language) },
              { id: 'chain', text: t.chain, iconName: 'download', href: '/api/v1/audit/export' },
            ]}
          >
            {t.export}
          </ButtonDropdown>
        </SpaceBetween>
      }
    >
      {t.title}
    </Header>
  );
  const filterBar = <AuditFilterBar records={records} />;
  const empty = query.data && !isLoading && (
    <Box textAlign="center" padding="s">
      {isFiltered ? (
        <SpaceBetween size="s">
          <b>{query.hasNextPage ? t.noMatchYet : t.noMatch}</b>
          <Button onClick={() => setParams({})}>{t.clear}</Button>
        </SpaceBetween>
      ) : (
        <b>{t.empty}</b>
      )}
    </Box>
  );
  return (
    <Page title={t.title} bare scoped>
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {verdict}
      {isNarrow ? (
        <Cards
          items={records}
          trackBy={(one) => String(one.seq)}
          loading={isLoading}
          header={header}
          filter={filterBar}
          empty={empty}
          cardsPerRow={[{ cards: 1 }]}
          cardDefinition={{
            header: action,
            sections: [
              { id: 'detail', content: detail },
              {
                id: 'who',
                content: (one) => (
                  <span className="m-muted">
                    {actor(one)} · {at(one)} · {t.columns.seq} {open(one)}
                  </span>
                ),
              },
            ],
          }}
        />
      ) : (
        <Table
          variant="full-page"
          stickyHeader
          contentDensity="compact"
          wrapLines
          items={records}
          trackBy={(one) => String(one.seq)}
          loading={isLoading}
          header={header}
          filter={filterBar}
          empty={empty}
          ariaLabels={{ tableLabel: t.title }}
          columnDefinitions={[
            { id: 'at', header: c.at, cell: at, width: 220 },
            { id: 'action', header: c.action, cell: action, isRowHeader: true, width: 210 },
            { id: 'actor', header: c.actor, cell: actor, width: 300 },
            { id: 'detail', header: c.detail, cell: detail },
            { id: 'seq', header: c.seq, cell: open, width: 90 },
          ]}
        />
      )}
      <Box textAlign="center" color="text-body-secondary">
        {query.hasNextPage ? (
          <SpaceBetween size="xs">
            {isFiltered && <div>{t.searchedSoFar}</div>}
            <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {isFiltered ? t.searchOn : t.more}
            </Button>
          </SpaceBetween>
        ) : (
          records.length > 0 && !query.isPlaceholderData && (isFiltered ? t.allFitting : t.all)
        )}
      </Box>
      {opened && <RecordDialog record={opened} onClose={() => setOpened(undefined)} />}
    </Page>
  );
}
