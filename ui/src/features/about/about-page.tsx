import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { shellText } from '../../app/text';
import { useFormats } from '../../format/use-formats';
import { texts, useText } from '../../text/language';
import { Page } from '../../widgets/page';
import { Moment } from '../../widgets/time';
import { useAbout, useDoctor, useUsage } from './queries';

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
  },
);
const marks = { ok: 'success', warning: 'warning', problem: 'error' } as const;

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
                {one.mend ? ` (${one.mend})` : ''}
              </StatusIndicator>
            </div>
          ))}
        </Container>
      )}
    </Page>
  );
}
