import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Modal from '@cloudscape-design/components/modal';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Cards from '@cloudscape-design/components/cards';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must, mustBe } from '../../api/client';
import type { AuditRecord } from '../../api/open-shapes';
import { useFormats } from '../../format/use-formats';
import { useText } from '../../text/language';
import { Copyable } from '../../widgets/copyable';
import { useNarrow } from '../../widgets/narrow';
import { Page } from '../../widgets/page';
import { ProblemAlert } from '../../widgets/problem';
import { Search, useWanted } from '../../widgets/search';
import { operationsText } from '../operations/text';
import { detailLine, operationOf, searchText } from './details';
import { auditText } from './text';

const pageSize = 100;

function useRecords() {
  return useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam }) =>
      mustBe<{ records: AuditRecord[]; next?: number }>(
        api.GET('/api/v1/audit', {
          params: { query: { limit: pageSize, ...(pageParam ? { before: pageParam } : {}) } },
        }),
      ),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next,
  });
}

function useVerification() {
  const t = useText(auditText);
  const verify = useMutation({ mutationFn: () => must(api.GET('/api/v1/audit/verify')) });
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
      {t.brokenText} <span lang="en">{found.broken}</span>
    </Alert>
  ) : null;
  return { button, result };
}

function RecordDialog({ record, onClose }: { record: AuditRecord; onClose: () => void }) {
  const t = useText(auditText);
  return (
    <Modal visible size="large" header={`${t.record} ${record.seq}`} onDismiss={onClose}>
      <SpaceBetween size="m">
        <pre className="m-pre" tabIndex={0} aria-label={t.content}>
          {record.content ? JSON.stringify(record.content, null, 2) : t.unreadable}
        </pre>
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
  const isNarrow = useNarrow();
  const [opened, setOpened] = useState<AuditRecord>();
  const query = useRecords();
  const { button: verifyButton, result: verdict } = useVerification();
  const wanted = useWanted();
  const loaded = query.data?.pages.flatMap((page) => page.records) ?? [];
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const records = loaded.filter((one) => {
    const text = words.length ? searchText(one, t, o) : '';
    return words.every((word) => text.includes(word));
  });
  const c = t.columns;
  const at = (one: AuditRecord) => (
    <span className="m-nowrap m-when">{one.content ? formats.instant(one.content.at, 'second') : '–'}</span>
  );
  const action = (one: AuditRecord) =>
    one.content ? (t.actions[one.content.action] ?? one.content.action) : t.unreadable;
  const actor = (one: AuditRecord) =>
    one.content ? (
      <>
        {one.content.actor.name}{' '}
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
          <Button href="/api/v1/audit/export" download="audit.jsonl" iconName="download">
            {t.export}
          </Button>
        </SpaceBetween>
      }
    >
      {t.title}
    </Header>
  );
  const countText = wanted ? t.filterHint(records.length, loaded.length) : '';
  const filter = <Search label={t.filter} countText={countText} />;
  const empty = query.data && (
    <Box textAlign="center" padding="s">
      {wanted ? t.noMatch : t.empty}
    </Box>
  );
  return (
    <Page title={t.title} bare>
      {query.isError && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
      {verdict}
      {isNarrow ? (
        <Cards
          items={records}
          trackBy={(one) => String(one.seq)}
          loading={query.isPending}
          header={header}
          filter={filter}
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
          loading={query.isPending}
          header={header}
          filter={filter}
          empty={empty}
          ariaLabels={{ tableLabel: t.title }}
          columnDefinitions={[
            { id: 'at', header: c.at, cell: at, width: 220 },
            { id: 'action', header: c.action, cell: action, isRowHeader: true, width: 240 },
            { id: 'actor', header: c.actor, cell: actor, width: 220 },
            { id: 'detail', header: c.detail, cell: detail },
            { id: 'seq', header: c.seq, cell: open, width: 90 },
          ]}
        />
      )}
      <Box textAlign="center" color="text-body-secondary">
        {query.hasNextPage ? (
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t.more}
          </Button>
        ) : (
          loaded.length > 0 && t.all
        )}
      </Box>
      {opened && <RecordDialog record={opened} onClose={() => setOpened(undefined)} />}
    </Page>
  );
}
