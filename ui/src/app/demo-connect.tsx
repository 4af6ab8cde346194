// How to come from the demo to a panel with real accounts; loaded when it is first asked for.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { texts, useText } from '../text/language';
import { CopyBlock } from '../widgets/copyable';
import { shellText } from './text';

const words = texts(
  {
    how: 'Como conectar uma conta real da AWS',
    apart:
      'Esta demonstração só fala com a AWS simulada. O painel de verdade é o mesmo programa, iniciado de outro jeito; o que foi feito aqui fica aqui.',
    steps: [
      'Encerre a demonstração no terminal em que ela roda (Ctrl-C).',
      'Inicie o painel com as chaves de um usuário do IAM que só possa chamar sts:AssumeRole, ou em uma máquina da AWS que tenha um papel:',
      'Abra o endereço que ele mostra, crie a primeira pessoa com o código que aparece ao lado e siga “Conectar conta”: um comando no CloudShell da conta cria o papel que o painel assume.',
    ],
    copy: 'Copiar o comando',
  },
  {
    how: 'How to connect a real AWS account',
    apart:
      'This demo speaks to the simulated AWS alone. The real panel is the same program, started another way; what was done here stays here.',
    steps: [
      'End the demo in the terminal in which it runs (Ctrl-C).',
      'Start the panel with the keys of an IAM user that may call sts:AssumeRole and nothing else, or on a machine in AWS that has a role:',
      'Open the address that it prints, make the first person with the code beside it, and follow “Connect account”: one command in the account’s CloudShell makes the role that the panel assumes.',
    ],
    copy: 'Copy the command',
  },
);

const serve = `mirante serve`;

export default function HowToConnect({ onDismiss }: { onDismiss: () => void }) {
  const t = useText(words);
  const close = useText(shellText).close;
  return (
    <Modal
      visible
      header={t.how}
      closeAriaLabel={close}
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onDismiss}>
            {close}
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <div>{t.apart}</div>
        <ol>
          <li>{t.steps[0]}</li>
          <li>
            {t.steps[1]} <CopyBlock text={serve} label={t.copy} />
          </li>
          <li>{t.steps[2]}</li>
        </ol>
      </SpaceBetween>
    </Modal>
  );
}
