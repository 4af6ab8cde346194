import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import { shellText } from '../app/text';
import { useText } from '../text/language';

/** An id, an address, an ARN: what people carry elsewhere. */
export function Copyable({ text }: { text: string }) {
  const t = useText(shellText);
  return (
    <span className="m-mono">
      <CopyToClipboard
        variant="inline"
        textToCopy={text}
        copyButtonAriaLabel={`${t.copy}: ${text}`}
        copySuccessText={t.copied}
        copyErrorText={t.copyFailed}
      />
    </span>
  );
}

/** A block of text to be carried elsewhere: a command, a policy, a link. */
export function CopyBlock({ text, label, onCopied }: { text: string; label: string; onCopied?: () => void }) {
  const t = useText(shellText);
  return (
    <div>
      <pre className="m-pre" tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <div style={{ marginBlockStart: 8 }}>
        <CopyToClipboard
          copyButtonText={label}
          copyButtonAriaLabel={label}
          textToCopy={text}
          copySuccessText={t.copied}
          copyErrorText={t.copyFailed}
          onCopySuccess={() => onCopied?.()}
        />
      </div>
    </div>
  );
}
