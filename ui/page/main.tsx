// First, so that the styles of a tab may differ from it.
import './app/theme.css';
import { render } from 'preact';
import { App } from './app/app.tsx';
import { followAddress } from './app/router.ts';
import { followKeys } from './app/shortcuts.ts';
import { startState, startTicking } from './app/state.ts';

const root = document.getElementById('app');
if (root) {
  followAddress();
  followKeys();
  startTicking();
  void startState();
  render(<App />, root);
}
