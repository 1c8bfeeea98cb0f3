import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { lazy, Suspense } from 'preact/compat';
import { useEffect } from 'preact/hooks';
import { Button } from '../components/controls.tsx';
import { ErrorBoundary } from '../components/error-boundary.tsx';
import { Empty, Notice } from '../components/feedback.tsx';
import { OrganizationMenu } from '../organizations/organization-menu.tsx';
import PracticeTab from '../practice/practice-tab.tsx';
import { accessProblem } from './api.ts';
import { feedStatus } from './feed.ts';
import { goTo, linkTo, place, TABS, type Tab } from './router.ts';
import { useShortcuts } from './shortcuts.ts';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { approvals, description, isLoaded, loadError, organization, organizations } from './state.ts';
import { AccessForm } from './token-form.tsx';
import { WhatIsOn } from './what-is-on.tsx';

/** The tabs with their titles, their keys after `g`, and their content; all but the first load when they are opened. */
const TAB_DETAILS: Readonly<
  Record<Tab, { readonly title: string; readonly key: string; readonly Content: ComponentType }>
> = {
  practice: { title: 'Practice', key: 'p', Content: PracticeTab },
  wire: { title: 'Wire', key: 'w', Content: lazy(() => import('../wire/wire-tab.tsx')) },
  clock: { title: 'Clock', key: 'c', Content: lazy(() => import('../clock/clock-tab.tsx')) },
  trouble: { title: 'Trouble', key: 't', Content: lazy(() => import('../trouble/trouble-tab.tsx')) },
  patient: { title: 'Patient', key: 'a', Content: lazy(() => import('../patient/patient-tab.tsx')) },
  check: { title: 'Check', key: 'k', Content: lazy(() => import('../check/check-tab.tsx')) },
};

/** The tabs of a simulator's page; without a simulator, those of its service. */
function tabsOf(views: readonly string[]): readonly Tab[] {
  return views.includes('practice') ? TABS : TABS.filter((tab) => views.includes(tab));
}

/** The page. */
export function App() {
  const isHelpOpen = useSignal(false);
  const views = description.value?.views ?? [];
  const tabs = tabsOf(views);
  const tab = place.value.tab && tabs.includes(place.value.tab) ? place.value.tab : tabs[0];
  useShortcuts([
    ...tabs.map((each) => ({
      keys: `g ${TAB_DETAILS[each].key}`,
      group: 'Tabs',
      text: TAB_DETAILS[each].title,
      run: () => goTo(each),
    })),
    { keys: '?', group: 'Help', text: 'This list', run: () => (isHelpOpen.value = true) },
  ]);
  const title = tab === undefined ? undefined : TAB_DETAILS[tab].title;
  useEffect(() => {
    // On a phone the tabs scroll. `scrollIntoView` would let the Tab key begin at this link.
    const link = document.querySelector<HTMLElement>('nav [aria-current=page]');
    const bar = link?.parentElement;
    if (link && bar) bar.scrollLeft = link.offsetLeft - (bar.clientWidth - link.offsetWidth) / 2;
  }, [tab, organization.value]);
  useEffect(() => {
    document.title = [title, organization.value?.name, 'xis-testkit'].filter(Boolean).join(' · ');
  }, [title, organization.value]);

  if (accessProblem.value !== undefined) return <AccessForm />;
  return (
    <div class="page">
      <button type="button" class="skip button" onClick={skipToContent}>
        Skip to the content
      </button>
      <header class="top">
        <p class="brand">xis-testkit</p>
        {views.includes('practice') && <OrganizationMenu />}
        <nav aria-label="Tabs">
          {tabs.map((each) => (
            <a key={each} href={linkTo(each)} aria-current={each === tab ? 'page' : undefined}>
              {TAB_DETAILS[each].title}
              {each === 'practice' && approvals.value.length > 0 && (
                <span class="count" title="appointments that wait for approval">
                  {approvals.value.length}
                  <span class="visually-hidden"> waiting for approval</span>
                </span>
              )}
            </a>
          ))}
        </nav>
        <div class="top-end">
          {organization.value && <FeedStatusLabel />}
          <Button look="quiet" aria-label="Keyboard shortcuts" onClick={() => (isHelpOpen.value = true)}>
            ?
          </Button>
        </div>
      </header>
      {organization.value && <WhatIsOn />}
      <main id="content" tabIndex={-1}>
        {loadError.value !== undefined && <Notice>{loadError.value}</Notice>}
        <ErrorBoundary key={tab}>
          <Suspense fallback={<p class="loading">Loading…</p>}>{tab && <Content tab={tab} />}</Suspense>
        </ErrorBoundary>
      </main>
      {isHelpOpen.value && <ShortcutsDialog onClose={() => (isHelpOpen.value = false)} />}
    </div>
  );
}

/** A link would change the place, which is the hash of the address. */
function skipToContent(): void {
  document.getElementById('content')?.focus();
}

function Content({ tab }: { readonly tab: Tab }) {
  const { Content: Shown } = TAB_DETAILS[tab];
  if (tab === 'check' || (tab === 'patient' && !description.value?.views.includes('practice'))) return <Shown />;
  if (organization.value) return <Shown key={organization.value.agb} />;
  if (!isLoaded.value) return <p class="loading">Loading…</p>;
  const { agb } = place.value;
  return organizations.value.length === 0 ? (
    <Empty title="No organizations yet">Create one with the button ⋯ above.</Empty>
  ) : (
    <Empty title={`Unknown organization ${agb}`}>It may have been deleted. Choose another one above.</Empty>
  );
}

const FEED_TEXTS = { connecting: 'Connecting…', live: 'Live', lost: 'Reconnecting…' } as const;

/** Whether what is shown is current. */
function FeedStatusLabel() {
  return (
    <p class={`feed ${feedStatus.value}`} role="status">
      {FEED_TEXTS[feedStatus.value]}
    </p>
  );
}
