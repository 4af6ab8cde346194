import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useText } from '../../text/language';
import { Moment } from '../../widgets/time';
import { type Difference, differences } from './differences';
import type { ServerDetail } from './queries';
import { StateMark } from './state';
import { serversText } from './text';

function Changes({ found }: { found: Difference[] }) {
  const s = useText(serversText).server;
  if (found.length === 0) return <span className="m-muted">{s.noChanges}</span>;
  return found.map(({ path, before, after }) => (
    <div key={path} className="m-mono">
      {path}: <del className="m-muted">{before || s.none}</del> → <ins className="m-plain">{after || s.none}</ins>
    </div>
  ));
}

/** Each earlier version, newest first, with what came after it. */
export function VersionsTab({ server }: { server: ServerDetail }) {
  const s = useText(serversText).server;
  const c = useText(serversText).columns;
  if (server.versions.length === 0) return <span className="m-muted">{s.noVersions}</span>;
  const newestFirst = [...server.versions].sort((a, b) => b.version - a.version);
  const rows = newestFirst.map((version, index) => ({
    ...version,
    changes: differences(version.document, index === 0 ? server.document : newestFirst[index - 1]!.document),
  }));
  return (
    <SpaceBetween size="s">
      <Box variant="p">{s.versionsText}</Box>
      <Table
        variant="embedded"
        contentDensity="compact"
        wrapLines
        items={rows}
        trackBy={(one) => String(one.version)}
        columnDefinitions={[
          {
            id: 'until',
            header: s.until,
            cell: (one) => <Moment at={one.until} precision="second" />,
            isRowHeader: true,
          },
          { id: 'state', header: c.state, cell: (one) => <StateMark state={one.state} /> },
          { id: 'changes', header: s.changes, cell: (one) => <Changes found={one.changes} /> },
          { id: 'from', header: s.from, cell: (one) => <Moment at={one.from} precision="second" /> },
        ]}
      />
    </SpaceBetween>
  );
}
