// Connected: what was proved, what the connection may do, and the first look at AWS.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, must } from '../../api/client';
import { freshKey } from '../../api/fresh-key';
import type { CheckReport } from '../../api/open-shapes';
import { useExpectNews } from '../../app/news';
import { useNotices } from '../../app/notices';
import { useText } from '../../text/language';
import { ProblemAlert } from '../../widgets/problem';
import { hasGaps, PermissionMatrix } from './permission-matrix';
import type { Account } from './queries';
import { accountsText } from './text';

/** Asks once for the first look and tells when it has begun; refused, the collector looks by itself a little later. */
export function useFirstLook(accounts: string[]): boolean {
  const [hasBegun, setBegun] = useState(false);
  const { follow } = useNotices();
  const expectNews = useExpectNews();
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current || accounts.length === 0) return;
    asked.current = true;
    const body = { accounts };
    void must(api.POST('/api/v1/sweeps', { params: { header: { 'Idempotency-Key': freshKey() } }, body }))
      .then((operation) => {
        follow((operation as { id: string }).id);
        expectNews();
        setBegun(true);
      })
      .catch(() => undefined);
  }, [accounts, expectNews, follow]);
  return hasBegun;
}

export function Done({ account }: { account: Account }) {
  const t = useText(accountsText).wizard;
  const hasBegun = useFirstLook([account.id]);
  const queries = useQueryClient();
  const check = useQuery({
    queryKey: ['first-check', account.id],
    queryFn: async () => {
      const checked = await must(
        api.POST('/api/v1/accounts/{account}/check', { params: { path: { account: account.id } } }),
      );
      // Whoever has gone on to the account meanwhile sees it there.
      void queries.invalidateQueries({ queryKey: ['accounts'] });
      return checked;
    },
    staleTime: Infinity,
    retry: false,
  });
  const report = check.data?.report as CheckReport | undefined;
  const aws = account.aws_account_id ?? '';
  const text =
    account.connection === 'keys'
      ? t.provedKeys(aws)
      : account.without_external_id
        ? t.provedLoose(aws)
        : t.provedText(aws);
  return (
    <SpaceBetween size="l">
      <Header variant="h1">{account.name}</Header>
      <Alert type="success" header={t.proved}>
        {text} {hasBegun && t.swept}
      </Alert>
      <Container header={<Header variant="h2">{t.report}</Header>}>
        {check.isPending && <StatusIndicator type="loading">{t.checking}</StatusIndicator>}
        {check.isError && <ProblemAlert error={check.error} retry={() => void check.refetch()} />}
        {report && (
          <SpaceBetween size="m">
            {hasGaps(report) && <Box color="text-status-warning">{t.gaps}</Box>}
            <PermissionMatrix report={report} />
          </SpaceBetween>
        )}
      </Container>
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="primary" href={`/servers?account=${account.id}`}>
          {t.toServers}
        </Button>
        <Button href={`/settings/accounts/${account.id}`}>{t.toAccount}</Button>
        {/* A fresh page: the wizard begins anew. */}
        <Button onClick={() => location.assign('/settings/accounts/connect')}>{t.another}</Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}
