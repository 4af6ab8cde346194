import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { shellText } from '../../app/text';
import { useFormats } from '../../format/use-formats';
import { texts, useText } from '../../text/language';
import { useFirstFew } from '../../widgets/first-few';
import { Page } from '../../widgets/page';
import { SmallRows } from '../../widgets/small-rows';
import { Moment } from '../../widgets/time';
import { useAbout, useDoctor, type UsageOfCall, useUsage } from './queries';

const words = texts(
  {
    version: 'Versão',
    began: 'Em execução desde',
    zones: 'Fusos horários (tzdata)',
    database: 'Banco',
    endpoint: 'Endereço da AWS',
    real: 'AWS',
    doctor: 'Diagnóstico',
    doctorText: 'O que foi encontrado, e o que resolve.',
    calls: 'Chamadas à AWS desde o início',
    throttled: 'Adiadas pela AWS',
    failed: 'Com erro',
    usage: 'Uso da AWS pelo painel',
    usageText:
      'Cada tipo de chamada desde o início do painel, por conta e região; as mais frequentes primeiro. O preço das que a AWS cobra (as do KMS, por exemplo) o painel não conhece.',
    operation: 'Chamada',
    service: 'Serviço',
    account: 'Conta',
    own: 'do próprio painel',
    region: 'Região',
    attempts: 'Vezes',
    bytes: 'Dados',
    price: 'Preço',
    free: 'Não cobrada',
    unknownPrice: 'Desconhecido',
    noCalls: 'Nenhuma chamada ainda.',
  },
  {
    version: 'Version',
    began: 'Running since',
    zones: 'Time zones (tzdata)',
    database: 'Store',
    endpoint: 'AWS endpoint',
    real: 'AWS',
    doctor: 'Doctor',
    doctorText: 'What was found, and what mends it.',
    calls: 'Calls to AWS since the start',
    throttled: 'Throttled',
    failed: 'Failed',
    usage: "The panel's use of AWS",
    usageText:
      'Each sort of call since the panel began, by account and region; the most frequent first. The panel does not know the price of those that AWS charges for (calls of KMS, for instance).',
    operation: 'Call',
    service: 'Service',
    account: 'Account',
    own: "the panel's own",
    region: 'Region',
    attempts: 'Times',
    bytes: 'Data',
    price: 'Price',
    free: 'Not charged',
    unknownPrice: 'Unknown',
    noCalls: 'No call yet.',
  },
);
const marks = { ok: 'success', warning: 'warning', problem: 'error' } as const;

const shownAtFirst = 15;

/** Where the panel's calls went: the most first. */
function UsageTable({ calls }: { calls: readonly UsageOfCall[] }) {
  const t = useText(words);
  const formats = useFormats();
  const sorted = [...calls].sort((a, b) => (b.attempts ?? 0) - (a.attempts ?? 0));
  const { shown, others } = useFirstFew(sorted, shownAtFirst);
  const number = (value: number | undefined) => formats.number(value ?? 0);
  return (
    <SpaceBetween size="s">
      <SmallRows
        label={t.usage}
        items={shown}
        trackBy={(one) => `${one.service} ${one.operation} ${one.account ?? ''} ${one.region}`}
        columns={[
          { id: 'operation', header: t.operation, cell: (one) => <span className="m-mono">{one.operation}</span> },
          { id: 'service', header: t.service, cell: (one) => one.service },
          {
            id: 'account',
            header: t.account,
            cell: (one) => (one.account ? (one.account_name ?? one.account) : t.own),
          },
          { id: 'region', header: t.region, cell: (one) => one.region },
          { id: 'attempts', header: t.attempts, cell: (one) => number(one.attempts) },
          { id: 'throttled', header: t.throttled, cell: (one) => number(one.throttled) },
          { id: 'failed', header: t.failed, cell: (one) => number(one.failed) },
          {
            id: 'bytes',
            header: t.bytes,
            cell: (one) => formats.bytes((one.bytes_sent ?? 0) + (one.bytes_received ?? 0)),
          },
          { id: 'price', header: t.price, cell: (one) => (one.charge === 'none' ? t.free : t.unknownPrice) },
        ]}
        empty={t.noCalls}
      />
      {others}
    </SpaceBetween>
  );
}

export function Component() {
  const t = useText(words);
  const shell = useText(shellText);
  const formats = useFormats();
  const about = useAbout().data;
  const findings = useDoctor('whole').data;
  const usage = useUsage().data;
  const number = (value: number | undefined) => (value === undefined ? shell.unknown : formats.number(value));
  return (
    <Page title={shell.about} inSettings>
      <Container>
        <KeyValuePairs
          columns={4}
          minColumnWidth={190}
          items={[
            { label: t.version, value: about?.version ?? shell.unknown },
            { label: t.zones, value: about?.tzdata ?? shell.unknown },
            { label: t.began, value: about ? <Moment at={about.began_at} /> : shell.unknown },
            { label: t.endpoint, value: about ? (about.aws_endpoint ?? t.real) : shell.unknown },
            { label: t.database, value: about?.database ?? shell.unknown },
            { label: t.calls, value: number(usage?.attempts) },
            { label: t.throttled, value: number(usage?.throttled) },
            { label: t.failed, value: number(usage?.failed) },
          ]}
        />
      </Container>
      {usage && (
        <Container
          header={
            <Header variant="h2" counter={`(${usage.calls.length})`} description={t.usageText}>
              {t.usage}
            </Header>
          }
        >
          <UsageTable calls={usage.calls} />
        </Container>
      )}
      {findings && (
        <Container
          header={
            <Header variant="h2" description={t.doctorText}>
              {t.doctor}
            </Header>
          }
        >
          {findings.map((one) => (
            <div key={one.name}>
              <StatusIndicator type={marks[one.status]}>
                {one.title}: {one.text}
                {one.quote && (
                  <>
                    {' '}
                    <q lang="en">{one.quote}</q>
                  </>
                )}
                {one.mend ? ` (${one.mend})` : ''}
              </StatusIndicator>
            </div>
          ))}
        </Container>
      )}
    </Page>
  );
}
