/** Parts that the details of a request and of a delivery have in common. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { linkTo, place } from '../app/router.ts';
import { command } from '../app/state.ts';
import { Button } from '../components/controls.tsx';
import { ErrorNotice } from '../components/feedback.tsx';

/**
 * Reads something of the selected organization, and again when it changes.
 * @param version what differs when it has changed
 */
export function useRead<T>(
  path: string,
  version?: unknown,
): { readonly value: T | undefined; readonly error: string | undefined } {
  const read = useSignal<{ readonly path: string; readonly body: T } | undefined>(undefined);
  const error = useSignal<string | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    command<T>('GET', path).then(
      (body) => {
        if (!isCurrent) return;
        read.value = { path, body };
        error.value = undefined;
      },
      (reason: unknown) => {
        if (isCurrent) error.value = reason instanceof Error ? reason.message : String(reason);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [path, version]);
  // What was read before is not of this path.
  return { value: read.value?.path === path ? read.value.body : undefined, error: error.value };
}

/** The frame of what is open: its title, which gets the focus, and the way back to the list. */
export function Details({
  title,
  badge,
  error,
  children,
}: {
  readonly title: string;
  readonly badge?: ComponentChildren;
  readonly error?: string | undefined;
  readonly children?: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [title]);
  return (
    <>
      <header class="wire-details-head">
        <h2 tabIndex={-1} ref={heading}>
          {title}
        </h2>
        {badge}
        <a class="button quiet push" href={linkTo('wire', [], place.value.query)} aria-label="Close">
          ✕
        </a>
      </header>
      <div class="wire-details-body">
        <ErrorNotice error={error} />
        {children}
      </div>
    </>
  );
}

/** A part of the details with its heading, and a command beside that. */
export function Part({
  title,
  action,
  children,
}: {
  readonly title: string;
  readonly action?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="wire-part">
      <div class="row">
        <h3>{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}

/** Names with their values; those without a value are left out. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ComponentChildren])[] }) {
  return (
    <dl class="wire-facts">
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** A link to an appointment in the practice. */
export function AppointmentLink({ id }: { readonly id: string }) {
  return <a href={linkTo('practice', ['appointment', id])}>{id}</a>;
}

/** Copies a text, where the page is in a secure context such as localhost. */
export function CopyButton({ text }: { readonly text: string }) {
  const isCopied = useSignal(false);
  if (!('clipboard' in navigator)) return null;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      isCopied.value = true;
    } catch {
      // The browser does not allow it: the text is selected by hand.
      isCopied.value = false;
    }
  };
  return (
    <>
      <Button class="push" onClick={copy}>
        {isCopied.value ? 'Copied' : 'Copy'}
      </Button>
      <span class="visually-hidden" role="status">
        {isCopied.value && 'Copied'}
      </span>
    </>
  );
}
