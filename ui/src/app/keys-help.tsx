// The list of keys, loaded when it is first asked for.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useText } from '../text/language';
import { shellText } from './text';

export default function KeysHelp({ onClose }: { onClose: () => void }) {
  const t = useText(shellText).keys;
  const rows: [string[], string][] = [
    [['/'], t.search],
    [['g', 'h'], t.home],
    [['g', 's'], t.servers],
    [['g', 'c'], t.schedules],
    [['g', 'o'], t.operations],
    [['g', 'a'], t.audit],
    [['?'], t.help],
  ];
  return (
    <Modal
      visible
      onDismiss={onClose}
      header={t.title}
      size="small"
      footer={
        <Box float="right">
          <Button onClick={onClose}>{t.close}</Button>
        </Box>
      }
    >
      <SpaceBetween size="xs">
        {rows.map(([keys, text]) => (
          <div key={text}>
            {keys.map((key) => (
              <span key={key}>
                <kbd className="m-kbd">{key}</kbd>{' '}
              </span>
            ))}
            {text}
          </div>
        ))}
      </SpaceBetween>
    </Modal>
  );
}
