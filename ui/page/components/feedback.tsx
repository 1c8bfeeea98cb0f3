import type { ComponentChildren } from 'preact';

export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'quiet';

/** A short word about a state. */
export function Badge({ tone = 'quiet', children }: { readonly tone?: Tone; readonly children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

/** A message beside what it is about; an error is read out at once. */
export function Notice({
  tone = 'bad',
  children,
  onClose,
}: {
  readonly tone?: Tone;
  readonly children: ComponentChildren;
  onClose?(): void;
}) {
  return (
    <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <div>{children}</div>
      {onClose && (
        <button type="button" class="button quiet" onClick={onClose}>
          Close
        </button>
      )}
    </div>
  );
}

/** The error of a command, if there is one. */
export function ErrorNotice({ error, onClose }: { readonly error: string | undefined; onClose?(): void }) {
  return error === undefined ? null : <Notice {...(onClose && { onClose })}>{error}</Notice>;
}

/** The place of a list that has nothing, with what to do next. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children && <div>{children}</div>}
    </div>
  );
}
